package races_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sessh/session/diff"
	"sessh/session/tree"
	"sessh/session/watch/races"
)

// play is an application and its watcher. Each step is a client's number and what it does:
//
//	1r     reads the item
//	1g     reads the item, to see whether it is there
//	1+a    adds a to what it knows of it, and stores that
//	1-a    removes a from it, likewise
//	1=a    sets a to another value, likewise
//	1*a    adds a to the list l, likewise
//	1c+a   adds a, on the condition that the item is as it was read
//	1x     removes the item
//	e      evicts the item
//	p      passes the time in which races are looked for
//	P      passes more time than a request takes
//
// With "!" at the end the watcher does not see the version.
type play struct {
	t       testing.TB
	h       *races.History
	now     time.Time
	data    *tree.Map
	known   map[string]*tree.Map
	counter int
	found   []races.Race
}

func newPlay(t testing.TB) *play {
	p := &play{t: t, now: time.Unix(1e9, 0), data: tree.NewMap(), known: make(map[string]*tree.Map)}
	p.h = races.NewHistory(races.Options{Within: second, Diff: p.diff})
	p.see()
	return p
}

const second = time.Second

func (p *play) diff(old, new *tree.Map) []diff.Change {
	return diff.Comparison{Top: tree.SessionPath("C", "s")}.Append(nil, old, new)
}

func (p *play) see() { p.add(races.Entry{Kind: races.Seen, Time: p.now, Data: copyOf(p.data)}) }

// add adds an entry, and asks for races at once: entries come one by one, even those that the server logs in a
// row.
func (p *play) add(e races.Entry) {
	p.h.Add(e)
	p.found = append(p.found, p.h.Races(p.now)...)
}

func copyOf(m *tree.Map) *tree.Map { return tree.Clone(m).(*tree.Map) }

func (p *play) step(step string) {
	p.now = p.now.Add(time.Millisecond)
	text, unseen := strings.CutSuffix(step, "!")
	switch text {
	case "e":
		p.data = tree.NewMap()
		p.add(races.Entry{Kind: races.Gone, Time: p.now})
		return
	case "P":
		p.now = p.now.Add(3 * time.Minute)
		return
	case "p":
		p.now = p.now.Add(2 * time.Second)
		p.found = append(p.found, p.h.Races(p.now)...)
		return
	}
	who, do := text[:1], text[1:]
	conn := int(who[0])
	p.add(races.Entry{Kind: races.Read, Time: p.now, Conn: conn})
	if do == "g" {
		return
	}
	command, do := "set", strings.TrimPrefix(do, " ")
	if rest, ok := strings.CutPrefix(do, "c"); ok {
		command, do = "cas", rest
	}
	if do == "r" {
		p.known[who] = copyOf(p.data)
		return
	}
	if do == "x" {
		p.data = tree.NewMap()
		p.add(races.Entry{Kind: races.Removed, Time: p.now, Conn: conn})
		return
	}
	p.counter++
	mine := p.known[who]
	if mine == nil {
		mine = tree.NewMap()
	}
	change(p.t, mine, do[0], do[1:], p.counter)
	p.known[who], p.data = mine, copyOf(mine)
	p.add(races.Entry{Kind: races.Stored, Time: p.now, Conn: conn, Command: command})
	if !unseen {
		p.see()
	}
}

func change(t testing.TB, m *tree.Map, how byte, key string, n int) {
	var err error
	switch how {
	case '+', '=':
		err = m.Set(key, n)
	case '-':
		_, err = m.Delete(key)
	case '*':
		if !m.Has("l") {
			err = m.Set("l", []any{})
		}
		if v, _ := m.Get("l"); err == nil {
			err = v.(*tree.List).Append(key)
		}
	default:
		t.Fatalf("what is %c?", how)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (p *play) end() []races.Race { return append(p.found, p.h.End()...) }

// text describes races: connections, and what was lost.
func text(all []races.Race) string {
	var lines []string
	for _, r := range all {
		s := fmt.Sprintf("%c>%c", r.Last.Conn, r.First.Conn)
		for _, l := range r.Lost {
			s += fmt.Sprintf(" %c%v", "?+~-"[l.Kind], l.Path.Keys[len(l.Path.Keys)-1])
		}
		if r.Unseen {
			s += " unseen"
		}
		if r.Perhaps {
			s += " perhaps"
		}
		lines = append(lines, s)
	}
	return strings.Join(lines, ", ")
}

func TestRaces(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, steps, want string }{
		{"a lost update", "1r 2r 1+a 2+b", "2>1 +a"},
		{"orderly", "1r 1+a 2r 2+b", ""},
		{"an orderly removal", "1r 1+a 2r 2-a", ""},
		{"the first write is kept", "1r 1+a 2r 2r 2+b", ""},
		{"a condition", "1r 2r 1+a 2c+b", ""},
		{"the first on a condition", "1r 2r 1c+a 2+b", "2>1 +a"},
		{"one request writes twice", "1r 1+a 1-a", ""},
		{"it does so after another read", "1r 1r 1+a p 1-a", ""},
		{"others read in between", "1r 2r 1+a 3r 2+b", "2>1 +a perhaps"},
		{"it reads and writes by different connections", "1r 1+a 3r 2-a", "2>1 +a perhaps"},
		{"nobody is known to have read for it", "1r 1+a 2-a", "2>1 +a perhaps"},
		{"another reads in between, for a write of its own", "1r 2r 1+a 3r 2+b 3+c", "2>1 +a, 3>2 +b"},
		{"it reads in between, and again", "1r 2r 1+a 3r 2+b 3r 3+c", "2>1 +a perhaps"},
		{"two writes are lost at once", "1r 2r 1+a 1r 1+b 2+c", "2>1 +a, 2>1 +b"},
		{"what was lost before is not lost again", "1r 2r 3r 1+a 2+b 3+c", "2>1 +a, 3>2 +b"},
		{"it was removed in between", "1r 2r 1+a 1r 1-a 2+b", ""},
		{"a removal is lost", "1r 1+a p 1r 2r 1-a 2+b", "2>1 -a"},
		{"a change is lost", "1r 1+a p 1r 2r 1=a 2+b", "2>1 ~a"},
		{"both set the same", "1r 1+a p 1r 2r 1=a 2=a", ""},
		{"both add to a list", "1r 1*a p 1r 2r 1*b 2*c", "2>1 +1"},
		{"another list item is appended afterwards", "1r 1*a 2r 2*b", ""},
		{"it was read too long ago", "1r 2r P 1r 1+a 2+b", "2>1 +a perhaps"},
		{"one connection for all requests", "1r 1r 1+a 1+b", ""},
		{"a session that was removed is back", "1r 1+a p 1r 2r 1x 2+b", "2>1 -a"},
		{"removing is no loss", "1r 2r 1+a 2x", ""},
		{"too late", "1r 2r 1+a p 2+b", ""},
		{"it was evicted in between", "1r 2r 1+a e 2+b", ""},
		{"the first was not seen", "1r 2r 1+a! 2+b", "2>1 unseen"},
		{"the last was not seen", "1r 2r 1+a 2+b! 1+c", "2>1 unseen, 1>2 unseen"},
		{"it looks whether it is there before it writes", "1r 2r 1g 1+a 2g 2+b", "2>1 +a perhaps"},
		{"so does an orderly one", "1r 1g 1+a 2r 2g 2-a", ""},
		{"it looks, and keeps the first write", "1r 1g 1+a 2r 2g 2+b", ""},
		{"it looks, and takes back a part", "1r 1+a p 1r 2r 1g 1=a 2g 2-a", ""},
		{"it saves twice", "1r 1g 1+a 1g 1+b 1g 1-a", ""},
		{"it looks after a while", "1r 2r 1g 1+a p 2g 2+b", ""},
		{"it looks, and the first was not seen", "1r 2r 1g 1+a! 2g 2+b", ""},
		{"it looks, and removes", "1r 2r 1g 1+a 2g 2x", ""},
		{"not seen, and perhaps orderly", "1r 2r 1+a! 3r 2+b", ""},
	} {
		p := newPlay(t)
		for step := range strings.FieldsSeq(tt.steps) {
			p.step(step)
		}
		if got := text(p.end()); got != tt.want {
			t.Errorf("%s: %s: found %q, want %q", tt.name, tt.steps, got, tt.want)
		}
	}
}

// TestOneConnection: requests that share a connection have read as often as they write.
func TestOneConnection(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	p.step("1r")
	p.step("1r")
	other := copyOf(p.known["1"])
	p.step("1+a")
	p.known["1"] = other
	p.step("1+b")
	if got := text(p.end()); got != "1>1 +a" {
		t.Errorf("found %q", got)
	}
}

// TestBreak: nothing is concluded across a gap.
func TestBreak(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	p.step("1r")
	p.step("2r")
	p.step("1+a")
	p.h.Break()
	p.step("2+b")
	p.step("p")
	if got := text(p.end()); got != "" {
		t.Errorf("found %q", got)
	}
}

// TestLongHistory: a history keeps what the time in which races are looked for needs.
func TestLongHistory(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	for i := range 1000 {
		for _, step := range []string{"1r", "1+a", "2r", "3r", "2-a", "p"} {
			p.step(step)
		}
		if n := p.h.Size(); n > 20 {
			t.Fatalf("after %d rounds it has %d entries", i, n)
		}
	}
	p.step("1r")
	p.step("2r")
	p.step("1+a")
	p.step("2+b")
	if got := text(p.end()); !strings.HasSuffix(got, "2>1 +a") || slices.ContainsFunc(p.found, func(r races.Race) bool { return !r.Perhaps && r.Last.Conn != '2' }) {
		t.Errorf("found %q", got)
	}
}
