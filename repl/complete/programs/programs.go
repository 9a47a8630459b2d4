// Package programs finds out what can stand at the end of a line for the user's own shell: the name
// of a program, or of a file.
package programs

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// An End is the unfinished word at the end of a line.
type End struct {
	From  int    // where it begins, with its quote
	Text  string // what was typed, without quotes
	First bool   // it names a program: nothing stands before it
}

// Find looks at the end of a line, which is read as sh reads it.
func Find(line string) End {
	e := End{First: true}
	var text []byte
	quote, typed := byte(0), false // typed: the word has begun
	next := func(i int, first bool) { e.From, e.First, text, typed = i+1, first, nil, false }
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case quote == '\'' && c != '\'', quote == '"' && c != '"' && c != '\\':
			text = append(text, c)
		case quote == c:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote, typed = c, true
		case c == '\\':
			if i++; i < len(line) {
				text, typed = append(text, line[i]), true
			}
		case strings.IndexByte(" \t", c) >= 0:
			next(i, e.First && (!typed || strings.Contains(string(text), "="))) // a variable of the program
		case strings.IndexByte("|&;(`\n", c) >= 0:
			next(i, true)
		case c == '<' || c == '>':
			next(i, false)
		default:
			text, typed = append(text, c), true
		}
	}
	e.Text = string(text)
	e.First = e.First && !strings.ContainsRune(e.Text, '/')
	return e
}

// On returns the programs in the folders of a path, as $PATH has them, whose names begin so.
func On(path, start string) (all []string) {
	for _, dir := range filepath.SplitList(path) {
		entries, _ := os.ReadDir(dir) // a missing folder has no entries
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), start) && isProgram(filepath.Join(dir, e.Name())) {
				all = append(all, e.Name())
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func isProgram(file string) bool {
	if runtime.GOOS == "windows" {
		return slices.Contains([]string{".exe", ".com", ".bat", ".cmd"}, strings.ToLower(filepath.Ext(file)))
	}
	info, err := os.Stat(file)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// Quote returns a text as a word of sh.
func Quote(text string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./,:+@%=", r) || r > 0x7f
	}
	if text != "" && strings.IndexFunc(text, func(r rune) bool { return !plain(r) }) < 0 {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
