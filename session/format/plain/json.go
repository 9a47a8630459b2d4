package plain

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"sessh/session/format/graph"
	"sessh/session/format/serial"
)

// JSON is the codec of JSON texts. Mappings keep their order, numbers the way in which they
// were written, and what was read its blanks: indentation, say. What is new is on one line, with
// blanks after commas and colons as there are behind the first ones.
var JSON = &serial.Codec{
	Name:    "JSON",
	Dialect: &graph.Dialect{Repr: func(n *graph.Node) string { return n.Text }},
	Decode: func(value []byte) (*graph.Node, any, error) {
		root, b, err := decodeJSON(value)
		return root, written{b, value}, err
	},
	Sketch: sketchJSON,
	Encode: func(root *graph.Node, how any) ([]byte, error) {
		was, ok := how.(written)
		if !ok {
			was.blanks = blanks{",", ":"}
		}
		return graph.Write(graph.Bounds{Depth: maxDepth + 1}, func(w *graph.Writer) { (&writer{w, was.blanks}).again(root, was.text) })
	},
}

const maxDepth = 500

// blanks are how a text separates entries, and keys from values: with a blank, or without.
type blanks struct{ comma, colon string }

// seen notes how the first of the separators is written that are in a text; what there is
// none of is written like the other.
func (b *blanks) seen(separator *string, text []byte) {
	if *separator != "" || len(text) == 0 {
		return
	}
	*separator = string(text[:1])
	if len(text) > 2 && text[1] == ' ' && text[2] != ' ' {
		*separator = string(text[:2])
	}
}

// whole is both, though a text has but one, or none.
func (b blanks) whole() blanks {
	like := func(separator string, other *string, name string) {
		if *other == "" {
			*other = name + strings.Repeat(" ", max(0, len(separator)-1))
		}
	}
	like(b.colon, &b.comma, ",")
	like(b.comma, &b.colon, ":")
	return b
}

// reader reads one JSON text.
type reader struct {
	*graph.Reader // for its nodes
	dec           *json.Decoder
	data          []byte
	depth         int
	blanks        blanks
}

func decodeJSON(value []byte) (*graph.Node, blanks, error) {
	var b blanks
	if !utf8.Valid(value) {
		return nil, b, errors.New("the JSON text is not valid UTF-8")
	}
	if root, b, err := quickJSON(value); err == nil {
		return root, b, nil
	}
	return wholeJSON(value)
}

// wholeJSON is decodeJSON for any text.
func wholeJSON(value []byte) (*graph.Node, blanks, error) {
	var b blanks
	root, err := graph.Read(value, graph.Limits{}, func(g *graph.Reader) *graph.Node {
		g.RoomFor(atLeast(value))
		r := &reader{Reader: g, dec: json.NewDecoder(bytes.NewReader(value)), data: value}
		r.dec.UseNumber()
		n := r.value()
		if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
			r.fail("there is more than one JSON text")
		}
		g.Take(uint64(len(value)))
		b = r.blanks.whole()
		return n
	})
	return root, b, err
}

// fail is Reader.Fail at the decoder's position.
func (r *reader) fail(format string, args ...any) {
	if r.dec == nil { // of quick
		r.Abort(errOdd)
	}
	r.Abort(&graph.Error{Offset: int(r.dec.InputOffset()), Text: fmt.Sprintf(format, args...)})
}

func (r *reader) token() json.Token {
	t, err := r.dec.Token()
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		r.fail("the JSON text ends too early")
	case err != nil:
		r.fail("no JSON: %v", err)
	}
	return t
}

func (r *reader) value() *graph.Node {
	from := r.dec.InputOffset()
	t := r.token()
	if r.depth > maxDepth {
		r.fail("the value is nested deeper than %d levels", maxDepth)
	}
	switch t := t.(type) {
	case nil:
		return r.New(graph.Null)
	case bool:
		return r.Bool(t)
	case string:
		return r.text(t, from)
	case json.Number:
		return r.number(t.String())
	}
	r.depth++
	n := r.New(graph.List)
	if t == json.Delim('[') {
		for r.dec.More() {
			r.comma(len(n.Items))
			n.Items = append(n.Items, r.value())
		}
	} else {
		r.mapping(n)
	}
	r.depth--
	r.token() // the closing bracket
	return n
}

// text returns a text that was read since from. If it would be written in another
// way now, its form keeps how it was written: other writers escape more or less,
// and only the escape distinguishes halves of surrogate pairs.
func (r *reader) text(s string, from int64) *graph.Node {
	n := r.New(graph.Text)
	n.Text = s
	n.Form = formOf(bytes.TrimLeft(r.data[from:r.dec.InputOffset()], " \t\r\n,:"))
	return n
}

func formOf(written []byte) string {
	if bytes.IndexByte(written, '\\') >= 0 || bytes.Contains(written, []byte("\u2028")) || bytes.Contains(written, []byte("\u2029")) {
		return string(written)
	}
	return ""
}

const maxDigits = 20_000

func (r *reader) number(text string) *graph.Node {
	if len(text) > maxDigits {
		r.fail("a number of %d digits is too long", len(text))
	}
	if strings.Trim(text, "-0123456789") == "" && text != "-0" {
		return r.Decimal([]byte(text))
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		r.fail("the number %.40s is out of range", text)
	}
	n := r.Float(f)
	n.Form = text
	return n
}

// rest is what follows what was read: a separator, unless there are blanks before it.
func (r *reader) rest() []byte {
	rest := r.data[r.dec.InputOffset():]
	if len(rest) == 0 || rest[0] != ',' && rest[0] != ':' {
		return nil
	}
	return rest
}

// comma notes how the comma is written after so many entries.
func (r *reader) comma(entries int) {
	if entries > 0 {
		r.blanks.seen(&r.blanks.comma, r.rest())
	}
}

func (r *reader) mapping(n *graph.Node) {
	n.Kind = graph.Map
	at := make(map[string]int)
	for r.dec.More() {
		r.comma(len(n.Pairs))
		key := r.value()
		if key.Kind != graph.Text {
			r.fail("a key is not text")
		}
		r.blanks.seen(&r.blanks.colon, r.rest())
		x := r.value()
		if i, again := at[key.Text]; again { // the last one counts, as everywhere
			if strings.Contains(key.Text, "\ufffd") && n.Pairs[i].Key.Form != key.Form {
				r.fail("two keys have halves of surrogate pairs, and cannot be distinguished: %s", key.Form)
			}
			n.Pairs[i].Value = x
			continue
		}
		at[key.Text] = len(n.Pairs)
		n.Pairs = append(n.Pairs, graph.Pair{Key: key, Value: x})
	}
}

// writer writes JSON.
type writer struct {
	*graph.Writer
	blanks blanks
}

func (w *writer) value(n *graph.Node) {
	w.Check(n)
	w.Enter(n)
	switch n.Kind {
	case graph.Null:
		w.Text("null")
	case graph.Bool:
		w.Out = strconv.AppendBool(w.Out, n.Bool)
	case graph.Int:
		w.Out = n.Integer().Append(w.Out, 10)
	case graph.Float:
		w.float(n)
	case graph.Text:
		w.text(n)
	case graph.List:
		w.Byte('[')
		for i, x := range n.Items {
			w.comma(i)
			w.value(x)
		}
		w.Byte(']')
	case graph.Map:
		w.Byte('{')
		for i, p := range n.Pairs {
			w.comma(i)
			w.key(p.Key)
			w.Text(w.blanks.colon)
			w.value(p.Value)
		}
		w.Byte('}')
	default:
		w.Fail("a value of type %s cannot be written in JSON", n.Kind)
	}
	w.Leave(n)
}

func (w *writer) comma(i int) {
	if i > 0 {
		w.Text(w.blanks.comma)
	}
}

func (w *writer) float(n *graph.Node) {
	if f, err := strconv.ParseFloat(n.Form, 64); err == nil && f == n.Float {
		w.Text(n.Form)
		return
	}
	text, err := json.Marshal(n.Float)
	if err != nil {
		w.Fail("the number %v cannot be written in JSON", n.Float)
	}
	if !bytes.ContainsAny(text, ".e") { // to some languages 2 is not a float
		text = append(text, ".0"...)
	}
	w.Byte(text...)
}

func (w *writer) text(n *graph.Node) {
	var written string
	if n.Form != "" && json.Unmarshal([]byte(n.Form), &written) == nil && written == n.Text {
		w.Text(n.Form)
		return
	}
	if !utf8.ValidString(n.Text) {
		w.Fail("a text that is not UTF-8 cannot be written in JSON")
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(n.Text); err != nil {
		w.Abort(err)
	}
	w.Byte(bytes.TrimSuffix(buf.Bytes(), []byte("\n"))...)
}
