package translate

import "strings"

// Open reports whether a bracket or a string is open at the end of a statement that
// comes line by line, in time proportional to its length. The zero value is ready to
// use.
type Open struct {
	brackets []byte
	quote    string // of the string that is open; "": none is
	wrong    bool   // the source cannot be read
}

// Add adds a line.
func (o *Open) Add(line string) {
	for i := 0; i < len(line); {
		if o.quote != "" {
			i += o.inText(line[i:])
			continue
		}
		switch c := line[i]; c {
		case '#':
			return
		case '\'', '"':
			o.quote = line[i : i+1]
			if triple := strings.Repeat(o.quote, 3); strings.HasPrefix(line[i:], triple) {
				o.quote = triple
			}
			i += len(o.quote)
			continue
		case '(', '[', '{':
			o.brackets = append(o.brackets, c)
		case ')', ']', '}':
			n := len(o.brackets) - 1
			if n < 0 || opposite[string(c)] != string(o.brackets[n]) {
				o.wrong = true
				return
			}
			o.brackets = o.brackets[:n]
		}
		i++
	}
	o.wrong = o.wrong || len(o.quote) == 1
}

// inText returns how many bytes of the open string to read at once.
func (o *Open) inText(rest string) int {
	switch {
	case strings.HasPrefix(rest, o.quote):
		n := len(o.quote)
		o.quote = ""
		return n
	case rest[0] == '\\':
		return 2
	}
	return 1
}

// IsOpen reports whether a bracket or a string is open. It is false if the source cannot
// be read; [Incomplete] knows more.
func (o *Open) IsOpen() bool { return !o.wrong && (len(o.brackets) > 0 || o.quote != "") }
