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
	c, width := m.Command, widthOf(p)
	p.Line("%s", reflow(c.Name+": "+c.Short, width))
	p.Line("")
	p.Line("  %s", p.Palette.Name.Sprint(c.Usage()))
	if len(c.Aliases) > 0 {
		p.Line("  also: %s", strings.Join(c.Aliases, ", "))
	}
	p.Line("")
	p.Write(reflow(strings.TrimRight(c.Help(), "\n"), width) + "\n")
	if c.Flags != nil {
		fs := pflag.NewFlagSet(c.Name, pflag.ContinueOnError)
		c.Flags(fs)
		p.Write("\nFlags:\n" + fs.FlagUsagesWrapped(width))
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
	width := p.Width(0)
	entry := func(head, text string) {
		line := "  " + screen.Pad(head, 22) + "  " + text
		if width > 0 && screen.Width(line) > width {
			line = beside("  "+screen.Pad(head, 22)+"  ", strings.Fields(text), width)
		}
		p.Line("%s", line)
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
	for _, text := range []string{
		"COMMAND | PROGRAM, COMMAND > FILE and COMMAND >> FILE send the output elsewhere; !PROGRAM runs a program.",
		"Each command has a line of its own. A ; may end it, and joins no two.",
		"help COMMAND or help TOPIC shows more. Tab completes everything; Ctrl-C stops what is running.",
	} {
		if width > 0 {
			text = reflow(text, width)
		}
		p.Line("%s", text)
	}
}

// topic is the result that shows the help of a topic.
type topic struct{ topics.Topic }

func (t topic) JSON() any {
	return map[string]any{"topic": t.Name, "summary": t.Short, "help": t.Topic.Text}
}

func (t topic) Text(p *output.Printer) {
	width := widthOf(p)
	p.Line("%s", reflow(t.Name+": "+t.Short, width))
	p.Line("")
	p.Write(reflow(t.Topic.Text, width))
}
