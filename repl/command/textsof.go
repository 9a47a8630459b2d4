package command

import "sessh/repl/syntax"

func WordTexts(words []syntax.Word) []string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = w.Text
	}
	return all
}
