package races_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// version is what a session is: its keys, and by which change each one is or is not there.
type version struct {
	has map[string]bool
	by  map[string]int
}

func (v version) clone() version { return version{maps.Clone(v.has), maps.Clone(v.by)} }

// truth is a naive model of an application: whoever writes takes back what others have changed since it
// read.
type truth struct {
	now   version
	reads map[string]version // what each client read, and when
	at    map[string]int
	n     int // the number of the latest change
	lost  []string
}

func newTruth() *truth {
	return &truth{now: version{make(map[string]bool), make(map[string]int)}, reads: make(map[string]version), at: make(map[string]int)}
}

func (m *truth) read(who string) { m.reads[who], m.at[who] = m.now.clone(), m.n }

// write makes the session of what the client read, with one change. Others' changes are lost.
func (m *truth) write(who, key string, add bool) {
	was, next := m.now, m.reads[who].clone()
	m.n++
	for k := range was.by {
		if k == key || was.has[k] == next.has[k] {
			next.by[k] = was.by[k]
			continue
		}
		next.by[k] = 0 // nobody's
		if was.by[k] > m.at[who] {
			m.lost = append(m.lost, map[bool]string{true: "+", false: "-"}[was.has[k]]+k)
		}
	}
	if next.has[key] = add; was.has[key] != add {
		next.by[key] = m.n
	}
	m.now = next
}

// keys returns the keys that a client has seen.
func (m *truth) keys(who string) (all []string) {
	for k, has := range m.reads[who].has {
		if has {
			all = append(all, k)
		}
	}
	slices.Sort(all)
	return all
}

// TestModel plays any order of reads and writes by clients that have a connection each. All that is lost
// is found, for certain, and nothing else.
func TestModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, m := newPlay(nil), newTruth()
		busy := make(map[string]bool) // clients that have read, and will write
		n := 0
		turn := func(who string) {
			if !busy[who] {
				p.step(who + "r")
				m.read(who)
				busy[who] = true
				return
			}
			busy[who] = false
			there := m.keys(who)
			if len(there) > 0 && rapid.Bool().Draw(t, "remove") {
				key := rapid.SampledFrom(there).Draw(t, "key")
				m.write(who, key, false)
				p.step(who + "-" + key)
				return
			}
			n++
			key := fmt.Sprint("k", n)
			m.write(who, key, true)
			p.step(who + "+" + key)
		}
		for _, i := range rapid.SliceOfN(rapid.IntRange(1, 4), 0, 60).Draw(t, "turns") {
			turn(fmt.Sprint(i))
		}
		for _, who := range []string{"1", "2", "3", "4"} {
			if busy[who] {
				turn(who)
			}
		}
		var got []string
		for _, r := range p.end() {
			if r.Perhaps || r.Unseen {
				t.Fatalf("not certain: %+v", r)
			}
			for _, l := range r.Lost {
				got = append(got, fmt.Sprintf("%c%v", "?+~-"[l.Kind], l.Path.Keys[0]))
			}
		}
		slices.Sort(got)
		slices.Sort(m.lost)
		if !slices.Equal(got, m.lost) {
			t.Fatalf("found %v, want %v", got, m.lost)
		}
	})
}
