package picture

import (
	"fmt"
	"sessh/session/format/lazyregexp"
	"slices"
	"strconv"
	"strings"
)

// A Screen is what is on a terminal that is as high as it has to be.
type Screen struct {
	cols int
	rows [][]cell
	x, y int // the cursor
	pen  style
}

// cell is a character on the screen. Each takes one cell; a wide one is refused.
type cell struct {
	char  rune // 0: nothing was written
	style style
}

// style is how a character looks. The colour is that of SGR: 31 is red; 0 is the default.
type style struct {
	color             int
	bold, faint, line bool // line: it is underlined
}

var (
	token = lazyregexp.New(`\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.|[^\x1b]`)
	csi   = lazyregexp.New(`^\x1b\[(\??)([0-9;]*)([A-Za-z])$`)
)

// Read returns the screen after text was written to a terminal with so many columns.
func Read(text string, cols int) (*Screen, error) {
	s := &Screen{cols: cols}
	for _, t := range token.Get().FindAllString(text, -1) {
		if err := s.write(t); err != nil {
			return nil, err
		}
	}
	for len(s.rows) > 0 && len(s.line(len(s.rows)-1)) == 0 {
		s.rows = s.rows[:len(s.rows)-1]
	}
	return s, nil
}

// write writes a character or a control sequence.
func (s *Screen) write(t string) error {
	switch {
	case t == "\r":
		s.x = 0
	case t == "\n":
		s.y++
	case strings.HasPrefix(t, "\x1b]"): // the title
	case strings.HasPrefix(t, "\x1b"):
		return s.control(t)
	default:
		return s.put([]rune(t)[0])
	}
	return nil
}

// put writes a character at the cursor.
func (s *Screen) put(char rune) error {
	if char < ' ' || char >= 0x1100 && char != '…' && char != '≠' && char != '→' {
		return fmt.Errorf("the character %q is not known", char)
	}
	if s.x == s.cols {
		s.x, s.y = 0, s.y+1
	}
	*s.at(s.x, s.y) = cell{char, s.pen}
	s.x++
	return nil
}

// at returns a cell, which it makes if it is not there yet.
func (s *Screen) at(x, y int) *cell {
	for len(s.rows) <= y {
		s.rows = append(s.rows, nil)
	}
	for len(s.rows[y]) <= x {
		s.rows[y] = append(s.rows[y], cell{})
	}
	return &s.rows[y][x]
}

// control carries out a control sequence.
func (s *Screen) control(t string) error {
	m := csi.Get().FindStringSubmatch(t)
	if m == nil {
		return fmt.Errorf("the sequence %q is not known", t)
	}
	numbers, err := parameters(m[2])
	if err != nil {
		return fmt.Errorf("the sequence %q is not known: %w", t, err)
	}
	n := max(numbers[0], 1)
	switch m[1] + m[3] {
	case "?h", "?l", "t": // modes, and the title
	case "m":
		return s.setStyle(numbers)
	case "A":
		s.y = max(s.y-n, 0)
	case "B":
		s.y += n
	case "C":
		s.x = min(s.x+n, s.cols-1)
	case "D":
		s.x = max(s.x-n, 0)
	case "J", "K":
		return s.erase(m[3], numbers[0])
	default:
		return fmt.Errorf("the sequence %q is not known", t)
	}
	return nil
}

func parameters(text string) (all []int, err error) {
	for part := range strings.SplitSeq(text, ";") {
		n, err := strconv.Atoi(part)
		if err != nil && part != "" {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

// erase erases a line (K), or all to its right and below it (J).
func (s *Screen) erase(what string, how int) error {
	s.at(0, s.y)
	switch {
	case how == 0:
		s.rows[s.y] = s.rows[s.y][:min(s.x, len(s.rows[s.y]))]
		if what == "J" {
			s.rows = s.rows[:s.y+1]
		}
	case how == 2 && what == "K":
		s.rows[s.y] = nil
	default:
		return fmt.Errorf("erasing by %d%s is not known", how, what)
	}
	return nil
}

// setStyle chooses how the next characters look.
func (s *Screen) setStyle(numbers []int) error {
	for _, n := range numbers {
		switch {
		case n == 0:
			s.pen = style{}
		case n == 1:
			s.pen.bold = true
		case n == 2:
			s.pen.faint = true
		case n == 4, n == 24:
			s.pen.line = n == 4
		case n == 22:
			s.pen.bold, s.pen.faint = false, false
		case n == 39:
			s.pen.color = 0
		case n >= 31 && n <= 36:
			s.pen.color = n
		default:
			return fmt.Errorf("the style %d is not known", n)
		}
	}
	return nil
}

// line returns a row without blanks at its end.
func (s *Screen) line(y int) []cell {
	row := slices.Clone(s.rows[y])
	for i := range row {
		if row[i].char == 0 {
			row[i].char = ' '
		}
	}
	for len(row) > 0 && row[len(row)-1].char == ' ' {
		row = row[:len(row)-1]
	}
	return row
}

// Text returns the text on the screen.
func (s *Screen) Text() string {
	var b strings.Builder
	for y := range s.rows {
		for _, c := range s.line(y) {
			b.WriteRune(c.char)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
