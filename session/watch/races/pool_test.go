package races_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"sessh/session/tree"
	"sessh/session/watch/races"
)

// TestPool plays requests that follow one another, each of which reads by one connection of a pool and writes
// by another. Nothing is lost, and nothing is said to be lost for certain.
func TestPool(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := newPlay(nil)
		size := rapid.IntRange(1, 6).Draw(t, "size")
		connection := rapid.IntRange(1, size)
		for range rapid.IntRange(1, 40).Draw(t, "requests") {
			p.step(fmt.Sprint(connection.Draw(t, "read"), "r"))
			p.known = map[string]*tree.Map{}
			by := fmt.Sprint(connection.Draw(t, "write"))
			if p.known[by] = copyOf(p.data); p.data.Has("flash") {
				p.step(by + "-flash")
				continue
			}
			p.step(by + "+flash")
		}
		for _, r := range p.end() {
			if !r.Perhaps {
				t.Fatalf("certain: %+v", r)
			}
		}
	})
}

// TestPooledServer: what one item shows of the connections of a server counts for all.
func TestPooledServer(t *testing.T) {
	t.Parallel()
	clients := new(races.Clients)
	p, other := newPlay(t), newPlay(t)
	for _, x := range []*play{p, other} {
		x.h = races.NewHistory(races.Options{Within: second, Diff: x.diff, Clients: clients})
		x.see()
	}
	for _, step := range []string{"1r", "1+a", "2r", "1+b"} { // 2 reads for 1
		p.step(step)
	}
	if !clients.Pooled() {
		t.Error("it is not noticed")
	}
	for _, step := range []string{"1r", "2r", "1+a", "2+b"} {
		other.step(step)
	}
	if got := text(other.end()); got != "2>1 +a perhaps" {
		t.Errorf("found %q", got)
	}
}

// TestReadBeforeTheWatch: a connection that is new may have read before.
func TestReadBeforeTheWatch(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	for _, step := range []string{"2r", "1+a", "2+b", "1r", "2r", "1+c", "2+d"} { // 1 had read before
		p.step(step)
	}
	if got, want := text(p.end()), "2>1 +a perhaps, 2>1 +c"; got != want {
		t.Errorf("found %q, want %q", got, want)
	}
}
