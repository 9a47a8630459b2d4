package msgpack

import (
	"strings"
	"testing"

	"sessh/session/format/graph"
)

func TestHostileValues(t *testing.T) {
	t.Parallel()
	deep := func(s string, n int) string { return strings.Repeat(s, n) }
	for _, c := range []struct{ name, data, want string }{
		{"nothing", "", "too early"},
		{"two values", "\xc0\xc0", "1 bytes are left over"},
		{"the unused byte", "\x91\xc1", "no value begins with the byte c1"},
		{"a long array", "\xdd\xff\xff\xff\xff\xc0", "4294967295 items are claimed"},
		{"a long map", "\xdf\xff\xff\xff\xff\xc0", "4294967295 items are claimed"},
		{"a map of more than is there", "\xde\x00\x02\xc0\xc0\xc0", "2 items are claimed"},
		{"a long str", "\xdb\xff\xff\xff\xff\xc0", "4294967295 bytes are needed"},
		{"a long bin", "\xc6\xff\xff\xff\xff\xc0", "4294967295 bytes are needed"},
		{"a long ext", "\xc9\xff\xff\xff\xff\x01\xc0", "4294967295 bytes are needed"},
		{"deep arrays", deep("\x91", 1<<20) + "\xc0", "deeper than 500"},
		{"deep maps", deep("\x81\xc0", 501) + "\xc0", "deeper than 500"},
		{"deep keys", deep("\x81", 501) + deep("\xc0", 502), "deeper than 500"},
	} {
		check := func(n *graph.Node, err error) {
			if err == nil || !strings.Contains(err.Error(), c.want) || n != nil {
				t.Errorf("%s: %v, %v", c.name, n, err)
			}
		}
		check(Decode([]byte(c.data), graph.Limits{}))
		if c.name != "deep maps" { // PHP has no maps with nil for anything
			check(DecodePHP([]byte(c.data), graph.Limits{}))
		}
	}
}

func TestHostileReferencesOfPHP(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, data, want string }{
		{"to nothing", "\x91\x82\xc0\x04\x00\x00", "the value number 0, of 1"},
		{"to itself", "\x91\x82\xc0\x04\x00\x02", "the value number 2, of 1"},
		{"to what comes later", "\x92\x82\xc0\x04\x00\x03\x90", "the value number 3, of 1"},
		{"to a negative number", "\x91\x82\xc0\x04\x00\xff", "the value number -1"},
		{"to a large number", "\x91\x82\xc0\x04\x00\xcf\xff\xff\xff\xff\xff\xff\xff\xff", "a nil and the integer 4"},
		{"as the whole", "\x82\xc0\x04\x00\x01", "the value number 1, of 0"},
		{"to an array that holds it", "\x91\x82\xc0\x02\x00\x01", "holds itself without being a reference"},
		{"to a map that holds it", "\x81\xa1a\x91\x82\xc0\x05\x00\x01", "holds itself without being a reference"},
		{"without a class", "\x81\xc0\xa0", "a nil and a text"},
		{"an unknown word", "\x82\xc0\x07\x00\x01", "the integer 7"},
		{"a class twice", "\x82\xc0\xa1A\xc0\xa1B", "a nil and a text"},
		{"a float for a class", "\x81\xc0\xca\x00\x00\x00\x00", "a nil and a float"},
		{"a payload that is none", "\x82\xc0\x03\xa1A\x05", "without a class or a payload"},
	} {
		n, err := DecodePHP([]byte(c.data), graph.Limits{})
		if err == nil || !strings.Contains(err.Error(), c.want) || n != nil {
			t.Errorf("%s: %v, %v", c.name, n, err)
		}
	}
}

// Each array but the first would have nine copies of the one before.
func TestCopiesOfCopiesAreNotMade(t *testing.T) {
	t.Parallel()
	data, number := "\x99\x91\x01", byte(2)
	for range 8 {
		data += "\x99" + strings.Repeat("\x82\xc0\x02\x00"+string([]byte{number}), 9)
		if number += 10; number == 12 {
			number = 3 // the first is followed by no copies
		}
	}
	if _, err := DecodePHP([]byte(data), graph.Limits{Nodes: 100_000}); err == nil || !strings.Contains(err.Error(), "an array that is not a reference") {
		t.Error(err)
	}
}

func TestWhatCannotBeWritten(t *testing.T) {
	t.Parallel()
	self := list()
	self.Items = append(self.Items, self)
	around := mapping()
	around.Pairs = append(around.Pairs, pair("a", list(around)))
	deep := list()
	for range bounds.Depth + 10 {
		deep = list(deep)
	}
	wide := &graph.Node{Kind: graph.Text, Text: strings.Repeat("x", 1<<20)}
	for range 8 {
		wide = list(wide, wide, wide)
	}
	for _, c := range []struct {
		name string
		n    *graph.Node
		want string
	}{
		{"nothing", nil, "is missing"},
		{"no item", list(nil), "is missing"},
		{"no key", mapping(graph.Pair{Value: list()}), "missing"},
		{"no value", mapping(graph.Pair{Key: graph.NewInt(1)}), "is missing"},
		{"a list in itself", self, "holds itself"},
		{"a map in itself", around, "holds itself"},
		{"deep", deep, "deeper than 1000"},
		{"shared and large", wide, "takes more than"},
		{"a large integer", bigNode(65), "36893488147419103232 does not fit"},
		{"a larger integer", bigNode(1 << 20), "of 1048577 bits does not fit"},
		{"no UTF-8", graph.NewText("a\xff"), `"a\xff" is not UTF-8`},
		{"a class of Python", &graph.Node{Kind: graph.Object, Class: "app.User"}, "app.User"},
		{"an ext without data", &graph.Node{Kind: graph.Object, Class: "ext", Args: []*graph.Node{graph.NewInt(1), nil}}, "written"},
	} {
		for _, encode := range []func(*graph.Node) ([]byte, error){Encode, EncodePHP} {
			data, err := encode(c.n)
			if err == nil || !strings.Contains(err.Error(), c.want) || data != nil {
				t.Errorf("%s: %d bytes, %v", c.name, len(data), err)
			}
		}
	}
}
