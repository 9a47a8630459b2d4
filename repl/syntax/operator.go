package syntax

import "strings"

// The operators that begin the part of a line that says where its output goes.
const (
	Pipe      = "|"
	Overwrite = ">"
	Append    = ">>"
)

// Shell is the name of a command that need not be set apart from its arguments: !date.
const Shell = "!"

// Name returns the first word of a line, the name of a command.
func (s *Splitter) Name() (w Word, ok bool) {
	if s.more() && strings.HasPrefix(s.line[s.pos:], Shell) {
		return s.take(Shell), true
	}
	return s.Next()
}

// Operator returns the operator that the next word begins with, and moves behind it; ok is
// false if it begins with none.
func (s *Splitter) Operator() (w Word, ok bool) {
	if !s.more() {
		return Word{}, false
	}
	for _, op := range []string{Pipe, Append, Overwrite} {
		if strings.HasPrefix(s.line[s.pos:], op) {
			return s.take(op), true
		}
	}
	return Word{}, false
}

// take returns the text that comes next as a word.
func (s *Splitter) take(text string) Word {
	w := Word{Text: text, Literal: make([]bool, len(text)), Start: s.pos, End: s.pos + len(text)}
	s.pos = w.End
	return w
}

// CutOperator cuts a line before the first operator. If there is none, after is empty.
func CutOperator(line string) (before, after string) {
	s := NewSplitter(line)
	for {
		if op, ok := s.Operator(); ok {
			return line[:op.Start], line[op.Start:]
		}
		if _, ok := s.Next(); !ok {
			return line, ""
		}
	}
}
