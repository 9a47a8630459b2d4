package rubymarshal

import (
	"math"
	"strings"

	"sessh/session/format/graph"
)

// symbol reads a symbol where nothing else can stand.
func (d *decoder) symbol() (*graph.Node, error) {
	d.r.Mark()
	t, err := d.r.Byte()
	if err != nil {
		return nil, err
	}
	switch t {
	case ';':
		return d.numbered(d.symbols, "symbol")
	case ':':
		return d.newSymbol(false)
	case 'I':
		if err := d.r.Expect(":"); err != nil {
			return nil, err
		}
		return d.newSymbol(true)
	}
	return nil, d.r.Errorf("%q stands in the place of a symbol", t)
}

// newSymbol reads a symbol that was not met before. It takes its number
// before its variables, which tell the encoding and nothing else.
func (d *decoder) newSymbol(variables bool) (*graph.Node, error) {
	if err := d.r.Enter(); err != nil {
		return nil, err
	}
	defer d.r.Leave()
	b, err := d.bytes()
	if err != nil {
		return nil, err
	}
	n, err := d.r.New(graph.Text)
	if err != nil {
		return nil, err
	}
	text := string(b)
	asSymbol(n, text, "")
	d.symbols = append(d.symbols, n)
	if !variables {
		return n, nil
	}
	pairs, err := d.variables()
	if err != nil {
		return nil, err
	}
	encoding, _ := splitEncoding(pairs)
	asSymbol(n, text, encoding)
	return n, nil
}

// lastWins drops all but the last value of keys that are equal, which stays in
// the place of the first. Keys that have parts are left as they are.
func lastWins(pairs []graph.Pair) []graph.Pair {
	if len(pairs) < 2 {
		return pairs
	}
	at := make(map[any]int, len(pairs))
	kept := pairs[:0]
	for _, p := range pairs {
		k := sameness(p.Key)
		if i, met := at[k]; met {
			kept[i].Value = p.Value
			continue
		}
		at[k] = len(kept)
		kept = append(kept, p)
	}
	return kept
}

// word is a string or symbol as a key, large an integer.
type (
	word  struct{ form, text string }
	large struct {
		sign  int
		bytes string
	}
)

// sameness is equal for keys that Ruby holds for the same one. Strings in ASCII
// are, in all encodings that contain it.
func sameness(n *graph.Node) any {
	switch n.Kind {
	case graph.Null:
		return nil
	case graph.Bool:
		return n.Bool
	case graph.Int:
		if n.Big != nil {
			return large{n.Big.Sign(), string(n.Big.Bytes())}
		}
		return n.Int
	case graph.Float:
		if math.IsNaN(n.Float) {
			return n
		}
		return n.Float // Go holds -0.0 for 0.0 as well
	case graph.Text, graph.Bytes:
		return wordOf(n)
	}
	return n
}

func wordOf(n *graph.Node) word {
	form := n.Form
	switch {
	case n.Kind == graph.Text && form == formSymbol, strings.HasPrefix(form, formSymbol+":"):
	case n.Text == "", isASCII(n.Text) && !wide(form):
		form = "ascii"
	case n.Kind == graph.Text:
		form = formEncoding + utf8Name
	}
	return word{form, n.Text}
}

// wide tells of the encodings that do not contain ASCII.
func wide(form string) bool {
	name := strings.ToUpper(strings.TrimPrefix(form, formEncoding))
	return strings.HasPrefix(name, "UTF-16") || strings.HasPrefix(name, "UTF-32") || strings.HasPrefix(name, "UTF-7")
}
