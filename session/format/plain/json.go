package plain

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"sessh/session/format/graph"
)

// JSON is the codec of JSON texts. Mappings keep their order, and numbers the
// way in which they were written.
var JSON = &graph.Codec{
	Name:    "JSON",
	Dialect: &graph.Dialect{Repr: func(n *graph.Node) string { return n.Text }},
	Decode: func(value []byte) (*graph.Node, any, error) {
		n, err := decodeJSON(value)
		return n, nil, err
	},
	Encode: func(root *graph.Node, _ any) ([]byte, error) { return encodeJSON(nil, root, 0) },
}

const maxDepth = 500

// reader reads one JSON text.
type reader struct {
	dec  *json.Decoder
	data []byte
}

func decodeJSON(value []byte) (*graph.Node, error) {
	if !utf8.Valid(value) {
		return nil, errors.New("the JSON text is no valid UTF-8")
	}
	r := &reader{dec: json.NewDecoder(bytes.NewReader(value)), data: value}
	r.dec.UseNumber()
	n, err := r.value(0)
	if err != nil {
		return nil, err
	}
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		return nil, r.errorf("there is more than one JSON text")
	}
	return n, nil
}

func (r *reader) errorf(format string, args ...any) error {
	return &graph.Error{Offset: int(r.dec.InputOffset()), Text: fmt.Sprintf(format, args...)}
}

func (r *reader) noJSON(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return r.errorf("the JSON text ends too early")
	}
	return r.errorf("no JSON: %v", err)
}

func (r *reader) value(depth int) (*graph.Node, error) {
	from := r.dec.InputOffset()
	t, err := r.dec.Token()
	if err != nil {
		return nil, r.noJSON(err)
	}
	if s, ok := t.(string); ok {
		return r.text(s, from), nil
	}
	return r.token(t, depth)
}

// text is a text that was read since from. How it was written is its form where
// it would be written in another way: other writers escape more, or less, and
// only the escape tells half of a surrogate pair from another.
func (r *reader) text(s string, from int64) *graph.Node {
	n := graph.NewText(s)
	written := bytes.TrimLeft(r.data[from:r.dec.InputOffset()], " \t\r\n,:")
	if bytes.ContainsAny(written, "\\\u2028\u2029") {
		n.Form = string(written)
	}
	return n
}

func (r *reader) token(t json.Token, depth int) (*graph.Node, error) {
	if depth > maxDepth {
		return nil, r.errorf("the value is nested deeper than %d levels", maxDepth)
	}
	switch t := t.(type) {
	case nil:
		return &graph.Node{}, nil
	case bool:
		return &graph.Node{Kind: graph.Bool, Bool: t}, nil
	case json.Number:
		return r.number(t.String())
	case json.Delim:
		if t == '[' {
			return r.list(depth)
		}
		return r.mapping(depth)
	}
	return nil, r.errorf("no JSON: %v", t)
}

const maxDigits = 20_000

func (r *reader) number(text string) (*graph.Node, error) {
	if len(text) > maxDigits {
		return nil, r.errorf("a number of %d digits is too long", len(text))
	}
	if isInteger(text) {
		n, err := graph.NewReader([]byte(text), graph.Limits{}).Decimal([]byte(text))
		if err == nil && text == "-0" {
			return &graph.Node{Kind: graph.Float, Float: math.Copysign(0, -1), Form: text}, nil
		}
		return n, err
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, r.errorf("the number %.40s is out of range", text)
	}
	return &graph.Node{Kind: graph.Float, Float: f, Form: text}, nil
}

func isInteger(text string) bool {
	for i := range len(text) {
		if c := text[i]; c != '-' && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

func (r *reader) list(depth int) (*graph.Node, error) {
	n := &graph.Node{Kind: graph.List}
	for r.dec.More() {
		x, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		n.Items = append(n.Items, x)
	}
	return n, r.close()
}

func (r *reader) close() error {
	if _, err := r.dec.Token(); err != nil {
		return r.noJSON(err)
	}
	return nil
}

func (r *reader) mapping(depth int) (*graph.Node, error) {
	n := &graph.Node{Kind: graph.Map}
	at := make(map[string]int)
	for r.dec.More() {
		key, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if key.Kind != graph.Text {
			return nil, r.errorf("a key is no text")
		}
		x, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if i, again := at[key.Text]; again { // the last one counts, as everywhere
			if strings.Contains(key.Text, "\ufffd") && n.Pairs[i].Key.Form != key.Form {
				return nil, r.errorf("two keys have halves of surrogate pairs, and cannot be told apart: %s", key.Form)
			}
			n.Pairs[i].Value = x
			continue
		}
		at[key.Text] = len(n.Pairs)
		n.Pairs = append(n.Pairs, graph.Pair{Key: key, Value: x})
	}
	return n, r.close()
}

func encodeJSON(b []byte, n *graph.Node, depth int) ([]byte, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("the value is nested deeper than %d levels", maxDepth)
	}
	switch n.Kind {
	case graph.Null:
		return append(b, "null"...), nil
	case graph.Bool:
		return strconv.AppendBool(b, n.Bool), nil
	case graph.Int:
		return n.Integer().Append(b, 10), nil
	case graph.Float:
		return appendFloat(b, n)
	case graph.Text:
		return appendText(b, n)
	case graph.List:
		return appendList(b, n, depth)
	case graph.Map:
		return appendMap(b, n, depth)
	}
	return nil, fmt.Errorf("a value of type %s cannot be written in JSON", n.Kind)
}

func appendFloat(b []byte, n *graph.Node) ([]byte, error) {
	if f, err := strconv.ParseFloat(n.Form, 64); err == nil && f == n.Float {
		return append(b, n.Form...), nil
	}
	text, err := json.Marshal(n.Float)
	if err != nil {
		return nil, fmt.Errorf("the number %v cannot be written in JSON", n.Float)
	}
	if !bytes.ContainsAny(text, ".e") { // to some languages 2 is no float
		text = append(text, ".0"...)
	}
	return append(b, text...), nil
}

func appendText(b []byte, n *graph.Node) ([]byte, error) {
	s := n.Text
	var written string
	if n.Form != "" && json.Unmarshal([]byte(n.Form), &written) == nil && written == s {
		return append(b, n.Form...), nil
	}
	if !utf8.ValidString(s) {
		return nil, errors.New("a text that is no UTF-8 cannot be written in JSON")
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return nil, err
	}
	return append(b, bytes.TrimSuffix(buf.Bytes(), []byte("\n"))...), nil
}

func appendList(b []byte, n *graph.Node, depth int) ([]byte, error) {
	b = append(b, '[')
	for i, x := range n.Items {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = encodeJSON(b, x, depth+1); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

func appendMap(b []byte, n *graph.Node, depth int) ([]byte, error) {
	b = append(b, '{')
	for i, p := range n.Pairs {
		if i > 0 {
			b = append(b, ',')
		}
		if p.Key.Kind != graph.Text {
			return nil, fmt.Errorf("a key of type %s cannot be written in JSON", p.Key.Kind)
		}
		var err error
		if b, err = appendText(b, p.Key); err != nil {
			return nil, err
		}
		if b, err = encodeJSON(append(b, ':'), p.Value, depth+1); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}
