package walkthrough

import (
	"errors"
	"fmt"
	"strings"

	"sessh/session/format/lazyregexp"
)

// A Kind is the kind of an example.
type Kind uint8

const (
	// Shell is a line of the shell: "sessh> ".
	Shell Kind = iota
	// Python is a Python-style statement: ">>> ".
	Python
)

var prompts = [...]string{Shell: "sessh>", Python: ">>>"}

// Prompt returns the prompt, without the blank behind it.
func (k Kind) Prompt() string { return prompts[k] }

// An Example is one example of a text.
type Example struct {
	File    string
	Line    int // of the prompt, from 1
	Kind    Kind
	Indent  int    // columns before the prompt
	Source  string // what is run: lines, each with its \n
	Want    string // the expected output: lines, each with its \n
	Heading string // the heading above
	Flags   Flags  // of the example itself
	Err     error  // why it cannot be run: it is not well-formed

	// exception is the message of the expected exception, if raises is set: Want is a traceback.
	exception string
	raises    bool

	indent    string // as it stands before the prompt
	wantFrom  int    // index into File.lines of the first line of the expected output
	wantTo    int    // and of the line behind it
	promptEnd int    // the line behind the source
}

// Command returns the line that a shell example runs: its source without options.
func (e *Example) Command() string { return withoutDirective(strings.TrimSuffix(e.Source, "\n")) }

// A File is a text with its examples.
type File struct {
	Name     string
	Examples []*Example
	Blocks   []*Block // set-ups and clean-ups
	Warnings []Warning

	lines []string // as they stand, each with its end
}

var (
	promptLine = lazyregexp.New(`^([ \t]*)(sessh>|>>>)(.*)$`)
	continued  = lazyregexp.New(`^([ \t]*)\.\.\.(.*)$`)
	fence      = lazyregexp.New("^[ \\t]*(```|~~~)")
	heading    = lazyregexp.New(`^#{1,6}[ \t]+(.*?)[ \t]*#*$`)
	underline  = lazyregexp.New(`^(=+|-+|~+|\^+|\*+|\++)$`)
)

// Parse finds the examples of a text. A malformed example has an Err, and does not affect
// the others.
func Parse(name string, text []byte) *File {
	f := &File{Name: name, lines: splitLines(string(text))}
	p := &parser{f: f}
	for p.at < len(f.lines) {
		p.line()
	}
	return f
}

// splitLines splits text into lines with their ends: \n, \r\n or \r.
func splitLines(text string) []string {
	var lines []string
	for text != "" {
		i := strings.IndexAny(text, "\r\n")
		switch {
		case i < 0:
			return append(lines, text)
		case text[i] == '\r' && i+1 < len(text) && text[i+1] == '\n':
			i++
		}
		lines = append(lines, text[:i+1])
		text = text[i+1:]
	}
	return lines
}

type parser struct {
	f       *File
	at      int
	heading string
	above   string // the line before, for headings that are underlined
	fenced  bool
}

// text returns a line without its end, and the first one without a byte order mark; tabs
// become blanks.
func (p *parser) text(i int) string {
	line := strings.TrimRight(p.f.lines[i], "\r\n")
	if i == 0 {
		line = strings.TrimPrefix(line, "\ufeff")
	}
	return expandTabs(line)
}

func expandTabs(s string) string {
	if !strings.Contains(s, "\t") {
		return s
	}
	var b strings.Builder
	col := 0
	for _, r := range s {
		if r == '\t' {
			n := 8 - col%8
			b.WriteString(strings.Repeat(" ", n))
			col += n
			continue
		}
		b.WriteRune(r)
		col++
	}
	return b.String()
}

// line parses a line of prose, or an example.
func (p *parser) line() {
	text := p.text(p.at)
	if m := promptLine.Get().FindStringSubmatch(text); m != nil {
		p.example(m[1], m[2], m[3])
		p.above = ""
		return
	}
	if p.block(text) {
		p.above = ""
		return
	}
	switch {
	case p.isFence(text):
		p.fenced = !p.fenced
	case heading.Get().MatchString(text) && !p.fenced:
		p.heading = heading.Get().FindStringSubmatch(text)[1]
	case underline.Get().MatchString(text) && len(text) >= 3 && strings.TrimSpace(p.above) != "" && !strings.HasPrefix(p.above, " "):
		p.heading = p.above
	}
	p.above = text
	p.at++
}

// isFence reports whether a line begins or ends a fenced block. A row of ~ right below a
// line of text underlines it.
func (p *parser) isFence(text string) bool {
	return fence.Get().MatchString(text) && (p.fenced || !underline.Get().MatchString(text) || strings.TrimSpace(p.above) == "")
}

func terminatedLine(s string) string {
	if strings.HasSuffix(s, "\n") {
		return s
	}
	return s + "\n"
}

// example parses an example that begins at the current line.
func (p *parser) example(indent, prompt, rest string) {
	e := &Example{File: p.f.Name, Line: p.at + 1, Indent: len(indent), Heading: p.heading, indent: indent}
	if prompt == prompts[Python] {
		e.Kind = Python
	}
	start := p.at
	p.at++
	var source []string
	if err := lacksBlank(rest, prompt); err != nil {
		e.Err = err
		p.warn(start, "%v", err)
	} else {
		source = append(source, strings.TrimPrefix(rest, " "))
	}
	for p.at < len(p.f.lines) {
		m := continued.Get().FindStringSubmatch(p.text(p.at))
		if m == nil {
			break
		}
		switch err := lacksBlank(m[2], "..."); {
		case e.Err != nil:
		case m[1] != indent:
			e.Err = errors.New("the line that continues it is not indented like it")
		case err != nil:
			e.Err = err
		default:
			if m[2] == "" && (e.Kind == Shell || !goesOn(source)) {
				p.warn(p.at, "this ... continues the example above, and stands for no output")
			}
			source = append(source, strings.TrimPrefix(m[2], " "))
		}
		p.at++
	}
	e.promptEnd = p.at
	p.want(e)
	e.Source = terminatedLine(strings.Join(source, "\n"))
	p.finish(e, start)
}

func lacksBlank(rest, prompt string) error {
	if rest != "" && rest[0] != ' ' {
		return fmt.Errorf("there is no blank after %s", prompt)
	}
	return nil
}

// want parses expected output, up to a blank line, a prompt, or the end of a fenced block.
func (p *parser) want(e *Example) {
	e.wantFrom = p.at
	var want []string
	for p.at < len(p.f.lines) {
		text := p.text(p.at)
		if strings.TrimSpace(text) == "" || promptLine.Get().MatchString(text) || p.fenced && fence.Get().MatchString(text) {
			break
		}
		switch {
		case strings.HasPrefix(text, e.indentText()):
			want = append(want, text[e.Indent:])
		case e.Err == nil:
			e.Err = fmt.Errorf("line %d is indented less than the prompt", p.at+1)
		}
		p.at++
	}
	e.wantTo = p.at
	if len(want) > 0 {
		e.Want = strings.Join(want, "\n") + "\n"
	}
}

func (e *Example) indentText() string { return strings.Repeat(" ", e.Indent) }

var exception = lazyregexp.New(`^Traceback \((?:most recent call last|innermost last)\):[ \t]*\n`)

var excMessage = lazyregexp.New(`(?m)^[\pL\pN_]`)

// finish parses the options and the expected exception, and adds the example if there is
// anything to run.
func (p *parser) finish(e *Example, start int) {
	flags, err := directives(e.Source)
	if err != nil && e.Err == nil {
		e.Err = err
	}
	e.Flags = flags
	if e.Err == nil && commentOnly(e.Source) {
		if len(flags) > 0 {
			e.Err = errors.New("there are options, but nothing to run")
		} else {
			if e.Want != "" {
				p.warn(start, "there is nothing to run: the output below is ignored")
			}
			return
		}
	}
	if m := exception.Get().FindString(e.Want); m != "" {
		if at := excMessage.Get().FindStringIndex(e.Want[len(m):]); at != nil {
			e.exception, e.raises = e.Want[len(m)+at[0]:], true
		}
	}
	p.f.Examples = append(p.f.Examples, e)
	if looksLikeProse(e.Want) {
		p.warn(e.wantFrom, "this line is taken as the output of the example above: put a blank line between")
	}
}

// commentOnly reports whether a source has only blanks and comments.
func commentOnly(source string) bool {
	for _, l := range strings.Split(source, "\n") {
		if l = strings.TrimSpace(l); l != "" && l[0] != '#' {
			return false
		}
	}
	return true
}
