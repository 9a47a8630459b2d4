package chars

import (
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
)

// sizeOfPart is the size of a part of a text that is split.
const sizeOfPart = 4 * bounds.ValueSize

// Parts are the parts that a text is split into. Err is set if there is no room for them.
type Parts struct {
	Guard *bounds.Guard
	ASCII bool // of bytes: white space and line ends are those of ASCII
	List  []starlark.Value
	Err   error
}

func (p *Parts) space(c rune) bool {
	return IsSpace(c) && (!p.ASCII || IsASCIISpace(c))
}

// lineEnd returns the length of the line end that s begins with.
func (p *Parts) lineEnd(s string) int {
	if p.ASCII && s[0] != '\n' && s[0] != '\r' {
		return 0
	}
	return lineEnd(s)
}

func (p *Parts) add(s string) {
	if len(p.List)%bounds.Chunk == 0 && p.Err == nil {
		p.Err = p.Guard.Made(bounds.Chunk * sizeOfPart)
	}
	if p.Err == nil {
		p.List = append(p.List, starlark.String(s))
	}
}

// Split splits at a separator, at most so often; a negative number is no limit. From the
// right, the last part comes first.
func (p *Parts) Split(s, sep string, most int, right bool) {
	for n := 0; p.Err == nil && (most < 0 || n < most); n++ {
		i := strings.Index(s, sep)
		if right {
			i = strings.LastIndex(s, sep)
		}
		if i < 0 {
			break
		}
		if right {
			p.add(s[i+len(sep):])
			s = s[:i]
		} else {
			p.add(s[:i])
			s = s[i+len(sep):]
		}
	}
	p.add(s)
}

// Words splits at white space.
func (p *Parts) Words(s string, most int) {
	for n := 0; p.Err == nil; n++ {
		if s = strings.TrimLeftFunc(s, p.space); s == "" {
			return
		}
		i := strings.IndexFunc(s, p.space)
		if most >= 0 && n >= most || i < 0 {
			p.add(s)
			return
		}
		p.add(s[:i])
		s = s[i:]
	}
}

// WordsRight does so from the right: the last word comes first.
func (p *Parts) WordsRight(s string, most int) {
	for n := 0; p.Err == nil; n++ {
		if s = strings.TrimRightFunc(s, p.space); s == "" {
			return
		}
		i := strings.LastIndexFunc(s, p.space)
		if most >= 0 && n >= most || i < 0 {
			p.add(s)
			return
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		p.add(s[i+size:])
		s = s[:i]
	}
}

// Lines splits at the ends of lines, which are part of the lines if keep is set.
func (p *Parts) Lines(s string, keep bool) {
	for from, i := 0, 0; p.Err == nil && from < len(s); {
		if i == len(s) {
			p.add(s[from:])
			break
		}
		n := p.lineEnd(s[i:])
		if n == 0 {
			i++
			continue
		}
		if keep {
			p.add(s[from : i+n])
		} else {
			p.add(s[from:i])
		}
		i += n
		from = i
	}
}
