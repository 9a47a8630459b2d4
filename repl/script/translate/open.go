package translate

import "strings"

// Open tells of a statement that comes line by line whether a bracket or a text is open
// at the end of what there is, in time in proportion to its length. Its zero value is
// ready.
type Open struct {
	brackets []byte
	quote    string // of the text that is open; "": none is
	wrong    bool   // it is no source that could be told of
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

// inText is how many bytes of the text that is open are read at once.
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

// IsOpen reports whether a bracket or a text is open. It is false where that cannot be
// told: Incomplete knows.
func (o *Open) IsOpen() bool { return !o.wrong && (len(o.brackets) > 0 || o.quote != "") }
