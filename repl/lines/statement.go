package lines

import (
	"regexp"
	"strings"

	"sessh/repl/script/translate"
	"sessh/repl/syntax"
)

// statementPrompt begins a line that is always a statement.
const statementPrompt = ">>>"

// statement returns the source of a line that is a statement.
func (c Classifier) statement(line string) (source string, ok bool) {
	trimmed := strings.TrimLeft(line, " \t")
	if rest, ok := strings.CutPrefix(trimmed, statementPrompt); ok {
		return unprompted(rest), true
	}
	first, _, _ := strings.Cut(trimmed, "\n")
	// sp = transaction.savepoint() binds a name, whatever sp is otherwise; del
	// data['x'] is no path, where data is a name.
	if c.isCommand(first) && !binding.MatchString(first) && !c.deletes(first) || !c.reads(strings.TrimSpace(trimmed)) {
		return "", false
	}
	return trimmed, true
}

// isCommand reports whether a line begins with the name of a command.
func (c Classifier) isCommand(line string) bool {
	name, ok := syntax.NewSplitter(line).Next()
	return ok && c.Commands.Lookup(name.Text) != nil
}

// unprompted removes the prompts of a statement that was copied with them.
func unprompted(source string) string {
	lines := strings.Split(source, "\n")
	for i, l := range lines {
		if i > 0 {
			l = strings.TrimPrefix(l, "...")
		}
		lines[i] = strings.TrimPrefix(l, " ")
	}
	return strings.Join(lines, "\n")
}

var (
	firstName = regexp.MustCompile(`^[A-Za-z_]\w*`)
	binding   = regexp.MustCompile(`^[A-Za-z_]\w*(\s*,\s*[A-Za-z_]\w*)*\s*=[^=]`)
	keyword   = regexp.MustCompile(`^(import|from|del|for|while|def|if|assert|print|try|raise|pass|not|lambda|with|class|yield|async|await|global|nonlocal|exec|match)\b`)
	quotation = regexp.MustCompile(`^[A-Za-z]{1,2}["']`) // a text with a prefix, as f"..."
	deletion  = regexp.MustCompile(`^del\s+([A-Za-z_]\w*)\s*[\[.]`)
	word      = regexp.MustCompile(`^[A-Za-z_]\w*$`)
)

// deletes reports whether a line is a del statement on a part of a known name.
func (c Classifier) deletes(line string) bool {
	m := deletion.FindStringSubmatch(line)
	return m != nil && c.Knows(m[1])
}

// reads reports whether a line that is not a command looks like a statement. One that
// begins with an unknown name is more likely a misspelled command.
func (c Classifier) reads(line string) bool {
	name := firstName.FindString(line)
	known := name != "" && c.Knows(name)
	switch {
	case word.MatchString(line):
		return known
	case !translate.Looks(line):
		return false
	}
	return name == "" || known || quotation.MatchString(line) || keyword.MatchString(line) || binding.MatchString(line)
}
