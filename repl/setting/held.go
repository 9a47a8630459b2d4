package setting

import "strings"

// A Held is what holds for a setting, and whence.
type Held struct {
	Setting
	Value  string
	Origin string // "default", the flag, the variable with its $, or the file and line
}

// Help describes the file, for the help of the command config.
func Help() string {
	var b strings.Builder
	list := func(title string, in Where) {
		b.WriteString(title + "\n\n")
		for _, s := range Table() {
			if s.In&in == 0 {
				continue
			}
			b.WriteString("  " + pad(s.KeyIn(in), 14) + pad(s.Kind.String(), 14) + s.brief() + "\n")
		}
	}
	list("Before the first table:", Top)
	b.WriteString("\n")
	list("In the table of a server, [server.NAME]:", Server)
	return b.String()
}

// brief is the documentation of a setting in a column of 49.
func (s Setting) brief() string {
	text := s.Brief
	if text == "" {
		text, _, _ = strings.Cut(s.Doc, "; ")
	}
	text = strings.ReplaceAll(text, "`", "")
	if cut := strings.Index(text, " (default"); cut > 0 {
		text = text[:cut]
	}
	return strings.Join(fold(strings.Fields(text), 49), "\n"+strings.Repeat(" ", 30))
}

func fold(words []string, width int) (lines []string) {
	line := ""
	for _, w := range words {
		if line != "" && len(line)+1+len(w) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimPrefix(line+" "+w, " ")
	}
	return append(lines, line)
}

func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(width-len(text), 1))
}
