package framework

import (
	"os/exec"
	"strings"
	"testing"

	"sessh/session/format/crosstest"
)

// TestRubyReadsRandomEdits edits sessions that Ruby wrote in Marshal and in JSON, and
// has Ruby read them.
func TestRubyReadsRandomEdits(t *testing.T) {
	t.Parallel()
	if err := exec.Command("ruby", "-e", "").Run(); err != nil {
		t.Skipf("Ruby is not there: %v", err)
	}
	kinds := crosstest.Kinds{
		Scalars:    []string{crosstest.Null, crosstest.Bool, crosstest.Int, crosstest.Float, crosstest.Text, crosstest.Bytes, crosstest.Symbol},
		Containers: []string{crosstest.List, crosstest.Object},
		Keys:       []string{crosstest.Null, crosstest.Bool, crosstest.Int, crosstest.Float, crosstest.Text, crosstest.Text, crosstest.Bytes, crosstest.Symbol},
		Maps:       []string{"Box"},
		Objects:    []string{"Thing", "Pair"},
		Sharing:    true,
		Canon:      rubyStructs,
	}
	peer := crosstest.Start(t, "ruby", "testdata/peers/peer.rb")
	for _, how := range Named("rack").Traits().Ways {
		t.Run(how, func(t *testing.T) {
			kinds := kinds
			if how == "JSON" {
				kinds = crosstest.Kinds{Scalars: kinds.Scalars[:5], Containers: []string{crosstest.List}, Keys: []string{crosstest.Text}}
			}
			crossed(t, "Ruby's Marshal", func(t *testing.T, s crosstest.Setup) {
				if !has(s, how) {
					t.Skip("it has no such way")
				}
				s.Peer, s.How, s.Kinds, s.Rewrites = peer, how, kinds, true
				s.Refused = func(err error) bool { return strings.Contains(err.Error(), "which of them is where is not known") }
				crosstest.Run(t, s)
			})
		})
	}
}

// rubyStructs gives each struct all its members.
func rubyStructs(root *crosstest.Node) {
	met := make(map[*crosstest.Node]bool)
	var walk func(n *crosstest.Node)
	walk = func(n *crosstest.Node) {
		if met[n] {
			return
		}
		met[n] = true
		for _, name := range []string{"p", "q", "r"}[min(len(n.Keys), 3):] {
			if n.Class == "Pair" {
				n.Keys = append(n.Keys, &crosstest.Node{Kind: crosstest.Text, Text: name})
				n.Items = append(n.Items, &crosstest.Node{Kind: crosstest.Null})
			}
		}
		for _, x := range n.Items {
			walk(x)
		}
	}
	walk(root)
}
