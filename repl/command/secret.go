package command

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"sessh/repl/hint"
	"sessh/repl/screen"
)

// The argument of a command with [Command.Secret] is a credential. No history or recording
// keeps a line that has one, in any place, and no error quotes it. A line that is such a
// command but for a slip of the finger is treated as one.

// HoldsSecret reports whether there is, or may be, a credential in a line.
func (t Table) HoldsSecret(line string) bool {
	p := t.Parse(line)
	switch {
	case p.Name.Text == "":
		return false
	case p.Cmd == nil && t.mayHoldSecret(line):
		return true
	case p.Cmd != nil && p.Cmd.Secret && !p.isHarmless():
		return true
	case p.Cmd != nil && p.Cmd.Secret && p.To == nil:
		return false
	case p.Cmd != nil && p.Cmd.Program && t.secretIsPart("!;"+line[p.Name.End:]):
		return true
	case p.Cmd != nil && len(p.Args) > p.Cmd.LineAt() && t.HoldsSecret(line[p.Args[p.Cmd.LineAt()].Start:]):
		return true
	}
	return len(t.Credentials(line)) > 0 || t.secretIsPart(line)
}

// Credentials returns what is, or may be, a credential in a text, wherever it stands.
func (t Table) Credentials(text string) []string {
	var all []string
	for _, c := range t {
		if c.Credentials != nil {
			all = append(all, c.Credentials(text)...)
		}
	}
	return all
}

// secretIsPart reports whether a command with a credential, or what may have been meant as
// one, stands in a line after what separates commands in other shells.
func (t Table) secretIsPart(line string) bool {
	parts := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(";&|\n", r) })
	return len(parts) > 1 && slices.ContainsFunc(parts[1:], func(part string) bool {
		p := t.Parse(part)
		if p.Cmd != nil {
			return p.Cmd.Secret && !p.isHarmless()
		}
		words := strings.Fields(strings.ToLower(part))
		return len(words) > 1 && slices.ContainsFunc(t, func(c *Command) bool {
			return c.Secret && (slices.Contains(c.Alike, words[0]) || isSlip(words[0], c.Name))
		})
	})
}

// Private returns the error of a line, or another one if it says a credential that is in the
// line.
func (t Table) Private(line string, err error) error {
	if err == nil {
		return nil
	}
	said := screen.ErrorText(err)
	if h, ok := errors.AsType[*hint.Error](err); ok {
		said += "\n" + h.Text
	}
	for _, secret := range t.Credentials(line) {
		if !strings.Contains(said, secret) {
			continue
		}
		private := hint.With(errors.New("the line may hold a cookie, and its error would say it"), "cookie TEXT goes to the session behind a cookie")
		if _, wrong := errors.AsType[*hint.Usage](err); wrong {
			return &hint.Usage{Err: private}
		}
		return private
	}
	return err
}

// Recordable returns what a recording keeps of a line. Unless that is the whole line, its
// output is not kept either.
func (t Table) Recordable(line string) (text string, whole bool) {
	if c := t.secretCommand(line); c != nil {
		return c.Name + " - # doctest: +SKIP", false
	}
	if t.HoldsSecret(line) {
		return "", false
	}
	return line, true
}

// secretCommand returns the command of a line, or of the line that it runs, if its argument
// is a secret; else nil.
func (t Table) secretCommand(line string) *Command {
	p := t.Parse(line)
	switch {
	case p.Cmd == nil || p.Cmd.Secret && p.isOpenLine():
		return nil
	case p.Cmd.Secret:
		return p.Cmd
	case len(p.Args) > p.Cmd.LineAt():
		return t.secretCommand(line[p.Args[p.Cmd.LineAt()].Start:])
	}
	return nil
}

// isHarmless reports whether a line has nothing but flags, and a dash for the argument.
func (p *Parsed) isHarmless() bool {
	for _, w := range p.Args {
		if w.Text != "-" && !p.isOpen(w.Text) {
			return false
		}
	}
	var texts []string
	for _, w := range p.Flags {
		texts = append(texts, w.Text)
	}
	return p.err == nil && p.Cobra.ParseFlags(texts) == nil
}

// isOpen reports whether the argument of a line is surely no credential.
func (p *Parsed) isOpen(text string) bool {
	return p.Cmd.Open != nil && len(p.Args) == 1 && p.Cmd.Open(text)
}

// isOpenLine reports whether a line of a command with [Command.Secret] is like those of other commands.
func (p *Parsed) isOpenLine() bool {
	return p.Cmd.Open != nil && p.isHarmless() && (len(p.Args) == 0 || p.isOpen(p.Args[0].Text))
}

// mayHoldSecret reports whether a line that is no command may have been meant as one with a
// credential, or is what such a command takes.
func (t Table) mayHoldSecret(line string) bool {
	words := strings.Fields(strings.ToLower(line))
	if len(words) == 0 {
		return false
	}
	for _, c := range t {
		if !c.Secret {
			continue
		}
		if strings.Contains(strings.ToLower(line), c.Name) || slices.Contains(c.Alike, words[0]) {
			return true
		}
		if slices.ContainsFunc(words, func(w string) bool { return isSlip(strings.Trim(w, `:="'`), c.Name) }) {
			return true
		}
	}
	return false
}

// fewestLetters is how many of a name an abbreviation has.
const fewestLetters = 3

// isSlip reports whether a word is a name with one wrong, missing, additional or swapped
// letter, or its beginning. The word may go on with what was not set apart from it.
func isSlip(word, name string) bool {
	if len(name) <= fewestLetters { // too many words are like it
		return word == name
	}
	if head, _, cut := strings.Cut(word, "="); cut {
		word = head
	}
	return len(word) >= fewestLetters && strings.HasPrefix(name, word) || hint.Distance(word, name) <= 1 ||
		len(word) == len(name)+1 && hint.Distance(word[:len(name)], name) <= 1
}

// errSecretLine is the error about a line that cannot be split, without any of its text.
var errSecretLine = errors.New("there is no such flag, or a quote is not closed")

// private returns an error about the words of a line, without them if they are a secret.
func (p *Parsed) private(err error) error {
	if !p.Cmd.Secret {
		return err
	}
	if lacking, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		value, _ := pflag.UnquoteUsage(lacking.GetFlag())
		return fmt.Errorf("--%s needs %s", lacking.GetFlag().Name, value)
	}
	return hint.With(errSecretLine, "%s -- TEXT takes a text that begins with a dash", p.Cmd.Name)
}
