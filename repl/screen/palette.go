package screen

import "github.com/fatih/color"

// A Palette is the colours of one output, on or off regardless of standard output.
type Palette struct {
	Plain                             *color.Color
	Added, Changed, Removed, Conflict *color.Color // of entries
	Name, Dim, Prompt                 *color.Color
	Error, Hint                       *color.Color
	Text, Number, Word                *color.Color // of values; Word is of true, false and null
	Match                             *color.Color // what was searched for

	on bool
}

// On reports whether there are colours.
func (p *Palette) On() bool { return p.on }

// tints are the colours that have names.
var tints = map[string]color.Attribute{
	"red": color.FgRed, "yellow": color.FgYellow, "green": color.FgGreen,
	"blue": color.FgBlue, "magenta": color.FgMagenta, "cyan": color.FgCyan,
}

// Tint returns the colour of a name, in bold; Dim if there is none.
func (p *Palette) Tint(name string) *color.Color {
	tint, ok := tints[name]
	if !ok {
		return p.Dim
	}
	c := color.New(tint, color.Bold)
	if p.on {
		c.EnableColor()
	} else {
		c.DisableColor()
	}
	return c
}

// NewPalette returns the colours, on or off.
func NewPalette(on bool) *Palette {
	c := func(attributes ...color.Attribute) *color.Color {
		c := color.New(attributes...)
		if on {
			c.EnableColor()
		} else {
			c.DisableColor()
		}
		return c
	}
	plain := c()
	plain.DisableColor()
	return &Palette{
		Plain: plain, on: on,
		Added: c(color.FgGreen), Changed: c(color.FgYellow), Removed: c(color.FgRed), Conflict: c(color.FgMagenta),
		Name: c(color.Bold), Dim: c(color.Faint), Prompt: c(color.FgCyan),
		Error: c(color.FgRed, color.Bold), Hint: c(color.FgCyan),
		Text: c(color.FgGreen), Number: c(color.FgCyan), Word: c(color.FgMagenta), Match: c(color.FgRed, color.Bold),
	}
}

// Colored reports whether an output is coloured. mode is always, never or auto; terminal
// reports whether the output is a terminal, and env looks up the environment. In auto mode,
// NO_COLOR and a dumb terminal switch colours off, and CLICOLOR_FORCE switches them on.
func Colored(mode string, terminal bool, env func(string) string) bool {
	switch mode {
	case "always":
		return true
	case "never":
		return false
	}
	if env("NO_COLOR") != "" {
		return false
	}
	if f := env("CLICOLOR_FORCE"); f != "" && f != "0" {
		return true
	}
	return terminal && env("TERM") != "dumb"
}
