package rubymarshal

import (
	"math"
	"strings"

	"sessh/session/format/graph"
)

// keys finds the keys of hashes that Ruby holds for the same one. What is long
// is looked at once, however often it is met.
type keys struct {
	first map[*graph.Node]*graph.Node // by nodes of long keys
	known map[any]*graph.Node
}

func newKeys() *keys {
	return &keys{first: make(map[*graph.Node]*graph.Node), known: make(map[any]*graph.Node)}
}

// lastWins drops all but the last value of keys that are equal, which stays in
// the place of the first. Keys that have parts are left as they are.
func (ks *keys) lastWins(pairs []graph.Pair) []graph.Pair {
	if len(pairs) < 2 {
		return pairs
	}
	at := make(map[any]int, len(pairs))
	kept := pairs[:0]
	for _, p := range pairs {
		k := ks.key(p.Key)
		if i, met := at[k]; met {
			kept[i].Value = p.Value
			continue
		}
		at[k] = len(kept)
		kept = append(kept, p)
	}
	return kept
}

// key is equal for keys that are equal: of long ones it is the first such node.
func (ks *keys) key(n *graph.Node) any {
	const long = 64
	if n.Big == nil && (n.Compound() || len(n.Text) <= long) {
		return sameness(n)
	}
	if first := ks.first[n]; first != nil {
		return first
	}
	k := sameness(n)
	if ks.known[k] == nil {
		ks.known[k] = n
	}
	ks.first[n] = ks.known[k]
	return ks.first[n]
}

// word is a string or symbol as a key, large an integer.
type (
	word  struct{ form, text string }
	large struct {
		sign  int
		bytes string
	}
)

// sameness is equal for values that Ruby holds for the same key. Strings in
// ASCII are, in all encodings that contain it.
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
	case isSymbol(n):
	case isASCII(n.Text) && !wide(form):
		form = formASCII
	case n.Kind == graph.Text:
		form = formEncoding + utf8Name
	}
	return word{form, n.Text}
}

// wide tells of the encodings that do not contain ASCII.
func wide(form string) bool {
	name := strings.ToUpper(strings.TrimPrefix(form, formEncoding))
	for _, family := range []string{"UTF-16", "UTF-32", "UTF-7", "UCS-", "ISO-2022-", "CP5022", "IBM037", "EBCDIC"} {
		if strings.HasPrefix(name, family) {
			return true
		}
	}
	return false
}
