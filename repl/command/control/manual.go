package control

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/output"
	"sessh/repl/screen"
	"sessh/repl/topics"
)

// Manual is the result that shows the help of a command.
type Manual struct{ Command *command.Command }

func (m Manual) JSON() any {
	return map[string]any{"command": m.Command.Name, "usage": m.Command.Usage(), "summary": m.Command.Short, "help": m.Command.Help(), "example": m.Command.Example}
}

func (m Manual) Text(p *output.Printer) {
	c := m.Command
	p.Line("%s: %s", c.Name, c.Short)
	p.Line("")
	p.Line("  %s", p.Palette.Name.Sprint(c.Usage()))
	if len(c.Aliases) > 0 {
		p.Line("  also: %s", strings.Join(c.Aliases, ", "))
	}
	p.Line("")
	p.Write(wrap(strings.TrimRight(c.Help(), "\n"), helpWidth) + "\n")
	if c.Flags != nil {
		fs := pflag.NewFlagSet(c.Name, pflag.ContinueOnError)
		c.Flags(fs)
		p.Write("\nFlags:\n" + fs.FlagUsagesWrapped(helpWidth))
	}
	p.Write("\nExample:\n")
	for _, l := range strings.Split(strings.TrimRight(c.Example, "\n"), "\n") {
		p.Line("  %s", l)
	}
}

// index is the result that lists the commands.
type index struct{ commands []*command.Command }

func (x index) JSON() any {
	list := make([]any, len(x.commands))
	for i, c := range x.commands {
		list[i] = map[string]any{"command": c.Name, "usage": c.Usage(), "summary": c.Short, "group": c.Group}
	}
	about := make([]any, 0, len(topics.All()))
	for _, t := range topics.All() {
		about = append(about, map[string]any{"topic": t.Name, "summary": t.Short})
	}
	return map[string]any{"commands": list, "topics": about}
}

func (x index) Text(p *output.Printer) {
	entry := func(head, text string) {
		if cells := p.Width(26); cells > 0 {
			text = screen.Shorten(text, cells)
		}
		p.Line("  %s  %s", screen.Pad(head, 22), text)
	}
	for _, g := range command.Groups {
		if !slices.ContainsFunc(x.commands, func(c *command.Command) bool { return c.Group == g }) {
			continue
		}
		p.Line("%s", p.Palette.Name.Sprint(g))
		for _, c := range x.commands {
			if c.Group == g {
				entry(strings.TrimSuffix(c.Name+" "+c.Args, " "), c.Short)
			}
		}
	}
	p.Line("%s", p.Palette.Name.Sprint("Topics"))
	for _, t := range topics.All() {
		entry(t.Name, t.Short)
	}
	p.Line("COMMAND | PROGRAM, COMMAND > FILE and COMMAND >> FILE send the output elsewhere; !PROGRAM runs a program.")
	p.Line("Each command has a line of its own. A ; may end it, and joins no two.")
	p.Line("help COMMAND or help TOPIC shows more. Tab completes everything; Ctrl-C stops what is running.")
}

// topic is the result that shows the help of a topic.
type topic struct{ topics.Topic }

func (t topic) JSON() any {
	return map[string]any{"topic": t.Name, "summary": t.Short, "help": t.Topic.Text}
}

func (t topic) Text(p *output.Printer) {
	p.Line("%s: %s", t.Name, t.Short)
	p.Line("")
	p.Write(t.Topic.Text)
}

// helpWidth is the number of columns that help takes: it is read in windows of 80.
const helpWidth = 79

// wrap breaks the paragraphs of a text into lines of at most width columns. A paragraph that
// fits stays as it is, and so does one that is laid out in columns.
func wrap(text string, width int) string {
	paragraphs := strings.Split(text, "\n\n")
	for i, p := range paragraphs {
		if !fits(p, width) && !strings.Contains(p, "  ") {
			paragraphs[i] = fill(strings.Fields(p), width)
		}
	}
	return strings.Join(paragraphs, "\n\n")
}

func fits(text string, width int) bool {
	for line := range strings.SplitSeq(text, "\n") {
		if screen.Width(line) > width {
			return false
		}
	}
	return true
}

// fill writes words in lines of at most width columns.
func fill(words []string, width int) string {
	var b strings.Builder
	column := 0
	for _, w := range words {
		n := screen.Width(w)
		switch {
		case column == 0:
		case column+1+n > width:
			b.WriteByte('\n')
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(w)
		column += n
	}
	return b.String()
}
