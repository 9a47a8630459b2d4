package framework

import (
	"encoding/hex"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"sessh/session/format/crosstest"
)

// refusals are the reasons for which edits may be refused, by serializer.
var refusals = map[string][]string{
	"": {
		"an array holds itself without being a reference", // a copy into itself, with what leads back to it
		"other sessions do not decide which it is",
		"which of them is where is not known", // of values in a list, one of which is a reference
	},
	"msgpack": {
		"PHP does not read it as it was", "PHP would not read it as it is",
		"the value holds itself, which MessagePack cannot write",
	},
}

// TestPHPReadsRandomEdits edits sessions that PHP wrote by each of its serializers,
// and has PHP read them.
func TestPHPReadsRandomEdits(t *testing.T) {
	t.Parallel()
	if out, err := exec.Command("php", "-r", "exit(extension_loaded('igbinary') && extension_loaded('msgpack') ? 0 : 1);").CombinedOutput(); err != nil {
		t.Skipf("PHP with its extensions is not there: %v %s", err, out)
	}
	kinds := crosstest.Kinds{
		Scalars:    []string{crosstest.Null, crosstest.Bool, crosstest.Int, crosstest.Float, crosstest.Text, crosstest.Bytes},
		Containers: []string{crosstest.List, crosstest.Object, crosstest.Ref},
		Keys:       []string{crosstest.Int, crosstest.Text, crosstest.Text, crosstest.Bytes},
		Objects:    []string{"Thing"},
		Sharing:    true, Shared: []string{crosstest.Object, crosstest.Ref},
		Key: phpKey, Canon: func(n *crosstest.Node) { phpArrays(n, crosstest.Map) },
	}
	peer := crosstest.Start(t, "php", "testdata/peers/peer.php")
	for _, how := range Named("php").Traits().Ways {
		t.Run(how, func(t *testing.T) {
			kinds := kinds
			if how == "JSON" {
				kinds.Scalars = kinds.Scalars[:5]
				kinds.Containers, kinds.Keys = kinds.Containers[:1], []string{crosstest.Text}
			}
			if how == "JSON" || how == "msgpack" { // an array without entries is a list
				kinds.Canon = func(n *crosstest.Node) { phpArrays(n, crosstest.List) }
			}
			crossed(t, how, func(t *testing.T, s crosstest.Setup) {
				if !has(s, how) || s.Format.Traits().ArrayKey == nil {
					t.Skip("it is not a format of PHP's, or has no such way")
				}
				s.Peer, s.How, s.Kinds, s.Rewrites = peer, how, kinds, true
				s.Refused = func(err error) bool {
					return slices.ContainsFunc(refusals[how], func(text string) bool { return strings.Contains(err.Error(), text) }) ||
						slices.ContainsFunc(refusals[""], func(text string) bool { return strings.Contains(err.Error(), text) })
				}
				crosstest.Run(t, s)
			})
		})
	}
}

// phpKey returns the key that PHP makes of one: 1 of "1".
func phpKey(k *crosstest.Node) *crosstest.Node {
	k = phpString(k)
	if n, err := strconv.ParseInt(k.Text, 10, 64); k.Kind == crosstest.Text && err == nil && strconv.FormatInt(n, 10) == k.Text {
		return &crosstest.Node{Kind: crosstest.Int, Text: k.Text}
	}
	return k
}

// phpString takes bytes for a text where they are one: PHP has strings only.
func phpString(n *crosstest.Node) *crosstest.Node {
	if b, err := hex.DecodeString(n.Text); n.Kind == crosstest.Bytes && err == nil && utf8.Valid(b) {
		return &crosstest.Node{Kind: crosstest.Text, Text: string(b)}
	}
	return n
}

// phpArrays brings a graph into the form in which a session shows what PHP has: an
// array is a list where its keys are 0, 1, 2, …, and of the kind empty where it has
// none; and what is a reference in one place only is none.
func phpArrays(root *crosstest.Node, empty string) {
	places := make(map[*crosstest.Node]int)
	met := make(map[*crosstest.Node]bool)
	var walk func(n *crosstest.Node, visit func(*crosstest.Node))
	walk = func(n *crosstest.Node, visit func(*crosstest.Node)) {
		if met[n] {
			return
		}
		met[n] = true
		visit(n)
		for _, x := range n.Items {
			walk(x, visit)
		}
	}
	walk(root, func(n *crosstest.Node) {
		for _, x := range n.Items {
			places[x]++
		}
	})
	clear(met)
	walk(root, func(n *crosstest.Node) {
		for i, x := range n.Items {
			if x.Kind == crosstest.Ref && places[x] == 1 {
				x = x.Items[0]
			}
			n.Items[i] = phpString(x)
		}
		if n == root || n.Kind != crosstest.Map && n.Kind != crosstest.List {
			return
		}
		inOrder := true
		for i, k := range n.Keys {
			n.Keys[i] = phpKey(k)
			inOrder = inOrder && n.Keys[i].Kind == crosstest.Int && n.Keys[i].Text == strconv.Itoa(i)
		}
		switch {
		case len(n.Items) == 0:
			n.Kind, n.Keys = empty, nil
		case inOrder:
			n.Kind, n.Keys = crosstest.List, nil
		}
	})
}
