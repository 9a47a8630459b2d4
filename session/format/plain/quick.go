package plain

import (
	"bytes"
	"encoding/json"
	"errors"

	"sessh/session/format/graph"
)

// quick reads a JSON text as most programs write it: without blanks before separators, keys that
// are twice in a mapping, or deep nesting. It reads nothing that reader does not, nor otherwise,
// and takes a tenth of its time.
type quick struct {
	*reader // for its nodes
	at      int
}

// errOdd is the error for texts that reader must read.
var errOdd = errors.New("it is not written as usual")

// quickJSON is decodeJSON for texts as most programs write them.
func quickJSON(value []byte) (root *graph.Node, b blanks, err error) {
	root, err = graph.Read(value, graph.Limits{}, func(g *graph.Reader) *graph.Node {
		g.RoomFor(atLeast(value))
		q := &quick{reader: &reader{Reader: g, data: value}}
		q.skip()
		n := q.value()
		if q.skip(); q.at < len(value) {
			q.odd()
		}
		g.Take(uint64(len(value)))
		b = q.blanks.whole()
		return n
	})
	return root, b, err
}

func (q *quick) odd() { q.Abort(errOdd) }

// peek returns the next byte, or 0 at the end.
func (q *quick) peek() byte {
	if q.at == len(q.data) {
		return 0
	}
	return q.data[q.at]
}

func (q *quick) expect(text string) {
	if !bytes.HasPrefix(q.data[q.at:], []byte(text)) {
		q.odd()
	}
	q.at += len(text)
}

func (q *quick) skip() {
	for q.at < len(q.data) && (q.data[q.at] == ' ' || q.data[q.at] == '\n' || q.data[q.at] == '\r' || q.data[q.at] == '\t') {
		q.at++
	}
}

func (q *quick) value() *graph.Node {
	switch c := q.peek(); c {
	case 'n':
		q.expect("null")
		return q.New(graph.Null)
	case 't':
		q.expect("true")
		return q.Bool(true)
	case 'f':
		q.expect("false")
		return q.Bool(false)
	case '"':
		return q.text()
	case '[', '{':
		const deep = 100
		if q.depth++; q.depth > deep {
			q.odd()
		}
		n := q.New(graph.List)
		q.at++
		if c == '{' {
			n.Kind = graph.Map
			q.parts('}', func() { q.pair(n) })
		} else {
			q.parts(']', func() { n.Items = append(n.Items, q.value()) })
		}
		q.depth--
		return n
	}
	return q.numeral()
}

// parts reads the parts of a list or mapping, up to its end.
func (q *quick) parts(end byte, part func()) {
	if q.skip(); q.peek() == end {
		q.at++
		return
	}
	for {
		part()
		if q.peek() == end {
			q.at++
			return
		}
		q.separator(&q.blanks.comma, ",")
	}
}

func (q *quick) separator(seen *string, is string) {
	text := q.data[q.at:]
	q.expect(is)
	q.blanks.seen(seen, text)
	q.skip()
}

func (q *quick) pair(n *graph.Node) {
	if q.peek() != '"' {
		q.odd()
	}
	key := q.text()
	const few = 64
	for _, p := range n.Pairs {
		if p.Key.Text == key.Text {
			q.odd()
		}
	}
	if len(n.Pairs) == few { // a map finds them faster
		q.odd()
	}
	q.separator(&q.blanks.colon, ":")
	n.Pairs = append(n.Pairs, graph.Pair{Key: key, Value: q.value()})
}

func (q *quick) text() *graph.Node {
	from := q.at
	plain := true
	for q.at++; ; q.at++ {
		switch c := q.peek(); {
		case c < ' ':
			q.odd()
		case c == '\\':
			plain = false
			if q.at++; q.at == len(q.data) {
				q.odd()
			}
		case c == '"':
			q.at++
			n := q.New(graph.Text)
			written := q.data[from:q.at]
			if plain {
				n.Text = string(written[1 : len(written)-1])
			} else if json.Unmarshal(written, &n.Text) != nil {
				q.odd()
			}
			n.Form = formOf(written)
			return n
		}
	}
}

func (q *quick) numeral() *graph.Node {
	from := q.at
	if q.peek() == '-' {
		q.at++
	}
	if q.peek() == '0' {
		q.at++
	} else {
		q.digits()
	}
	if q.peek() == '.' {
		q.at++
		q.digits()
	}
	if c := q.peek(); c == 'e' || c == 'E' {
		q.at++
		if c := q.peek(); c == '+' || c == '-' {
			q.at++
		}
		q.digits()
	}
	return q.number(string(q.data[from:q.at]))
}

func (q *quick) digits() {
	from := q.at
	for c := q.peek(); c >= '0' && c <= '9'; c = q.peek() {
		q.at++
	}
	if q.at == from {
		q.odd()
	}
}
