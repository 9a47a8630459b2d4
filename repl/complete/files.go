package complete

import (
	"os"
	"path/filepath"
	"strings"

	"sessh/repl/command"
	"sessh/repl/complete/programs"
	"sessh/repl/syntax"
)

// target offers the files behind > and >>, and the programs behind |, with their files.
func (c *completer) target(to *command.Target) {
	before, operator := syntax.CutOperator(c.line)
	switch {
	case strings.HasPrefix(operator, syntax.Pipe):
		c.program(len(before) + len(syntax.Pipe))
	case !strings.HasPrefix(c.line[c.word.Start:], syntax.Overwrite):
		c.files()
	}
}

// program offers what can stand at the end of the part of the line, from an index on, that the
// user's shell reads.
func (c *completer) program(at int) {
	if c.Path == "" {
		return
	}
	end := programs.Find(c.line[at:])
	c.result.From = at + end.From
	switch {
	case !end.First:
		c.filesFor(end.Text, programs.Quote)
	case end.Text != "": // all would be too many
		var all []option
		for _, name := range programs.On(c.Path, end.Text) {
			all = append(all, option{name: name, text: programs.Quote(name), shown: name})
		}
		c.choose(end.Text, all)
	}
}

// files offers the files in the folder that was typed so far.
func (c *completer) files() { c.filesFor(c.word.Text, quoteFile) }

// filesFor offers the files in the folder of a text, quoted as the line needs it.
func (c *completer) filesFor(typed string, quote func(name string) string) {
	dir, prefix := filepath.Split(typed)
	from := dir
	if from == "" {
		from = "."
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return
	}
	var all []option
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, ".") && !strings.HasPrefix(prefix, ".") {
			continue
		}
		o := option{name: name, text: quote(dir + name)}
		if e.IsDir() {
			o.text, o.partial = quote(dir+name+"/"), true
		}
		all = append(all, o)
	}
	c.choose(prefix, all)
}

// quoteFile quotes a file name as a word; slashes have no special meaning.
func quoteFile(name string) string {
	if syntax.Plain(strings.ReplaceAll(name, "/", "x")) {
		return name
	}
	return `"` + syntax.Escape(name) + `"`
}
