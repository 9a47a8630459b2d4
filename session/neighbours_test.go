package session_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/family/familytest"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/storage"
	"sessh/session/stored"
	"sessh/session/sweep"
	"sessh/session/tree"
)

type letters struct {
	*desk
	c *session.Container
}

func newLetters(t *testing.T) *letters {
	d := newDesk(t, session.Options{})
	d.root = session.NewRoot(d.store, session.Options{Formats: []format.Format{familytest.Lettered{Restarts: true}}, Now: func() time.Time { return d.now }})
	return &letters{d, d.root.Container("C")}
}

func (l *letters) key(id string) string {
	key, err := familytest.Lettered{}.Key("C", id)
	must(l.t, err)
	return key
}

// theyWrite stores sessions that are written as the letters.
func (l *letters) theyWrite(ways string) {
	for i, way := range ways {
		id := fmt.Sprintf("%c%d", way, i)
		value, _, err := sesshjson.Format{}.Encode(&format.Record{Container: "C", ID: id, Data: tree.NewMap()}, nil)
		must(l.t, err)
		o := l.store.Apply(ctx, []storage.Write{{Key: l.key(id), Value: append([]byte(string(way)), value...)}})
		must(l.t, o[0].Err)
	}
}

// TestNewSessionIsWrittenAsItsNeighbours: package family chooses the way; a commit writes it, and says
// why it was chosen if it could be otherwise.
func TestNewSessionIsWrittenAsItsNeighbours(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ there, assigned, wrote, note string }{
		{"", "", "a", "written as a: no other session shows how to write it; format C sessh:WAY decides"},
		{"bbb", "", "b", ""},
		{"bcc", "", "c", "written as c: other sessions are written as b; format C sessh:WAY decides"},
		{"bcc", "b", "b", ""},
	} {
		l := newLetters(t)
		l.theyWrite(test.there)
		must(t, l.root.Container("C").AssignWay(test.assigned))
		must(t, l.set("new", "k", 1))
		w := l.work()
		l.commit()
		value := l.store.Load(ctx, []string{l.key("new")}, storage.NeedValue)[0].Item.Value
		if got := w.Results()[0].Note; string(value[:1]) != test.wrote || got != test.note {
			t.Errorf("beside %q it is written as %q, and %q is said; want %q, %q", test.there, value[:1], got, test.wrote, test.note)
		}
	}
	if err := newLetters(t).root.Container("C").AssignWay("d"); err == nil {
		t.Error("a way is assigned that there is not")
	}
}

func (l *letters) set(id string, key, value any) error {
	s, err := l.c.Session(ctx, l.tx(), id)
	if err != nil {
		return err
	}
	m, err := s.Package("p")
	if err != nil {
		return err
	}
	return m.Set(key, value)
}

// TestDoubtfulSessionIsReadAsItsNeighbours: what package family decides is what a session shows, what can
// be edited, and what a scan decodes.
func TestDoubtfulSessionIsReadAsItsNeighbours(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ there, assigned, written string }{
		{"", "", ""}, {"ab", "", ""}, {"cb", "", "as b"}, {"", "a", "as a"},
	} {
		l := newLetters(t)
		l.theyWrite(test.there)
		l.theyWrite("?")
		must(t, l.root.Container("C").AssignWay(test.assigned))
		sessions, err := stored.Read(ctx, l.c, "?0")
		must(t, err)
		if got := stored.Written(sessions[0]); got != test.written {
			t.Errorf("beside %q, with %q assigned, it is read %q, want %q", test.there, test.assigned, got, test.written)
		}
		if err := l.set("?0", "k", 1); test.written == "" {
			var doubt *format.Doubt
			if !errors.As(err, &doubt) {
				t.Errorf("the reason is %v", err)
			}
		} else {
			must(t, err)
			l.commit()
		}
		for peeks, err := range sweep.Scan(ctx, l.root, l.tx(), "C") {
			must(t, err)
			for _, p := range peeks {
				if _, err := p.Session().Data(); (err != nil) != (p.ID == "?0" && test.written == "") {
					t.Errorf("beside %q, %s is scanned: %v", test.there, p.ID, err)
				}
			}
		}
	}
}

// TestLeave reads a session anew once it is known how it is written.
func TestLeave(t *testing.T) {
	t.Parallel()
	l := newLetters(t)
	l.theyWrite("?")
	s, err := l.c.Session(ctx, l.tx(), "?0")
	must(t, err)
	if _, err := s.Data(); err == nil {
		t.Error("it is read")
	}
	must(t, l.set("other", "k", 1))
	must(t, l.root.Container("C").AssignWay("b"))
	l.work().Leave("C")
	must(t, l.set("?0", "k", 1))
	if n := l.work().Pending(); n != 2 {
		t.Errorf("%d changes are pending", n)
	}
}

// TestWaysInMany makes many new sessions: their neighbours are looked at once.
func TestWaysInMany(t *testing.T) {
	t.Parallel()
	l := newLetters(t)
	l.theyWrite("b")
	for i := range 100 {
		must(t, l.set(fmt.Sprint("new", i), "k", i))
	}
	l.store.Reset()
	l.commit()
	if n := l.store.Calls().List; n > 1 {
		t.Errorf("the store was listed %d times", n)
	}
}

// TestScanMeetsNeighbours scans before anything else is read: those of the batch tell.
func TestScanMeetsNeighbours(t *testing.T) {
	t.Parallel()
	l := newLetters(t)
	l.theyWrite("?bbb")
	for peeks, err := range sweep.Scan(ctx, l.root, l.tx(), "C") {
		must(t, err)
		for _, p := range peeks {
			if got := stored.Written(p.Session()); got != "as b" {
				t.Errorf("%s is read %q", p.ID, got)
			}
		}
	}
}
