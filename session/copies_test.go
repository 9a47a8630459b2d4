package session_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"sessh/session/commit"
	"sessh/session/copies/copiestest"
	"sessh/session/storage"
	"sessh/session/stored"
	"sessh/session/sweep"
)

const copiedKey = "sessh/C/s"

// TestCopiesInACommit commits a session of which other servers have copies: those that
// hold what the session held are written like it, on the condition that they still
// do, and no copy makes the commit fail.
func TestCopiesInACommit(t *testing.T) {
	t.Parallel()
	const set, remove = "new", ""
	old, other := doc("s", "old"), doc("s", "other")
	answer := func(i int, o storage.Outcome) func(p *port) {
		return func(p *port) { p.servers[i].ApplyWrite = func(storage.Write) *storage.Outcome { return &o } }
	}
	for _, test := range []struct {
		name   string
		edit   string
		m1, m2 string // what the servers hold beside m0; "" is nothing
		before func(p *port)
		want   string
		hold   []string // m1 and m2 afterwards: "=" is what m0 has
	}{
		{"none", set, "", "", nil, "", []string{"", ""}},
		{"the same", set, old, old, nil, "m1 written, m2 written", []string{"=", "="}},
		{"different", set, other, old, nil, "m1 different, m2 written", []string{other, "="}},
		{"the same, removed", remove, old, "", nil, "m1 written", []string{"", ""}},
		{"different, and the session is removed", remove, other, old, nil, "m1 different, m2 written", []string{other, ""}},
		{"a server is down", set, old, old, func(p *port) { p.down[1] = true }, `m2 written, m1 unknown: read "sessh/C/s" on m1: server does not answer`, []string{old, "="}},
		{"two servers are down", set, "", "", func(p *port) { p.down[1], p.down[2] = true, true },
			`m1 unknown: read "sessh/C/s" on m1: server does not answer, m2 unknown: read "sessh/C/s" on m2: server does not answer`, []string{"", ""}},
		{"overtaken", set, old, old, func(p *port) {
			p.servers[1].BeforeApply = func(context.Context, []storage.Write) error { p.put(p.t, 1, copiedKey, other); return nil }
		}, "m1 not written: another program changed or removed it meanwhile, m2 written", []string{other, "="}},
		{"a reply is lost", set, old, "", answer(1, lostReply), "m1 unknown: server does not answer", []string{old, ""}},
		{"refused", set, old, "", answer(1, storage.Outcome{State: storage.Failed, Err: errors.New("out of memory")}), "m1 not written: out of memory", []string{old, ""}},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newPort(t, 3)
			p.put(t, 0, copiedKey, old)
			for i, v := range []string{test.m1, test.m2} {
				if v != "" {
					p.put(t, i+1, copiedKey, v)
				}
			}
			if test.edit == remove {
				must(t, p.open("s").Delete())
			} else {
				p.set("s", "k", test.edit)
			}
			if test.before != nil {
				test.before(p)
			}
			w := p.root.Work(p.tx())
			must(t, p.m.Commit(ctx))
			r := w.Results()
			if len(r) != 1 || r[0].Fate != commit.Written {
				t.Fatalf("results %+v", r)
			}
			if got := copiestest.Texts(r[0].Copies); got != test.want {
				t.Errorf("copies: %s\nwant:   %s", got, test.want)
			}
			mine := p.held(0, copiedKey)
			if (mine == "") != (test.edit == remove) || mine == old {
				t.Errorf("the session is stored as %q", mine)
			}
			for i, want := range test.hold {
				if want == "=" {
					want = mine
				}
				if got := p.held(i+1, copiedKey); got != want {
					t.Errorf("m%d holds %q, want %q", i+1, got, want)
				}
			}
		})
	}
}

// TestCopiesOfASessionThatIsNotWritten leaves them alone, and reports nothing about
// them but where the session may have been written.
func TestCopiesOfASessionThatIsNotWritten(t *testing.T) {
	t.Parallel()
	old, theirs := doc("s", "old"), doc("s", "theirs")
	for _, test := range []struct {
		name   string
		before func(p *port)
		fate   commit.Fate
		copies string
	}{
		{"overtaken", func(p *port) {
			p.servers[0].BeforeApply = func(context.Context, []storage.Write) error { p.put(p.t, 0, copiedKey, theirs); return nil }
		}, commit.InConflict, ""},
		{"its server is down", func(p *port) {
			p.servers[0].BeforeApply = func(context.Context, []storage.Write) error { return storage.ErrUnreachable }
		}, commit.Untouched, ""},
		{"the reply is lost", func(p *port) { p.servers[0].ApplyWrite = func(storage.Write) *storage.Outcome { return &lostReply } },
			commit.Uncertain, "m1 not written: the write to the session is not confirmed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newPort(t, 2)
			p.put(t, 0, copiedKey, old)
			p.put(t, 1, copiedKey, old)
			p.set("s", "k", "new")
			test.before(p)
			err := p.m.Commit(ctx)
			var ce *commit.Error
			if !errors.As(err, &ce) || len(ce.Results) != 1 || ce.Results[0].Fate != test.fate {
				t.Fatalf("%v: %+v", err, ce)
			}
			if got := copiestest.Texts(ce.Results[0].Copies); got != test.copies {
				t.Errorf("copies %q, want %q", got, test.copies)
			}
			if got := p.held(1, copiedKey); got != old {
				t.Errorf("m1 holds %q", got)
			}
		})
	}
}

// TestCopiesAreOwed has a write that turns out to be there by the next commit: its
// copies are written then.
func TestCopiesAreOwed(t *testing.T) {
	t.Parallel()
	p := newPort(t, 3)
	old := doc("s", "old")
	p.put(t, 0, copiedKey, old)
	p.put(t, 1, copiedKey, old)
	p.put(t, 2, copiedKey, doc("s", "other"))
	p.set("s", "k", "new")
	p.servers[0].AfterWrite = func(storage.Write, storage.Outcome) storage.Outcome { return lostReply }
	w := p.root.Work(p.tx())
	err := p.m.Commit(ctx)
	wantFates(t, err, "/C/s unknown")
	p.servers[0].AfterWrite = nil
	must(t, p.m.Abort(ctx))
	p.down[0] = true // nothing can be found out yet
	_, err = w.Carry(ctx, p.tx())
	must(t, err)
	p.down[0] = false
	w = p.root.Work(p.tx())
	must(t, p.m.Commit(ctx))
	held := w.Held()
	if len(held) != 1 || copiestest.Texts(held[0].Copies) != "m1 written" {
		t.Errorf("held: %+v", held)
	}
	if mine := p.held(0, copiedKey); mine == old || p.held(1, copiedKey) != mine {
		t.Errorf("m0 holds %q, m1 %q", mine, p.held(1, copiedKey))
	}
}

// TestConflictWithAnotherServer has an item appear where the application looks first.
func TestConflictWithAnotherServer(t *testing.T) {
	t.Parallel()
	p := newPort(t, 2)
	p.put(t, 1, copiedKey, doc("s", "old"))
	s := p.open("s")
	if stored.Server(s) != "m1" {
		t.Errorf("it is read from %q", stored.Server(s))
	}
	p.set("s", "k", "new")
	p.set("with", "k", "so that versions are checked")
	p.put(t, 0, copiedKey, doc("s", "theirs"))
	err := p.m.Commit(ctx)
	wantErr(t, err, commit.ErrConflict)
	if want := "it was read from m1, and now m0 has it, too, where the application looks first"; !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
}

// TestCopiesOfASession: those of its item, and none of a session that is not stored.
func TestCopiesOfASession(t *testing.T) {
	t.Parallel()
	p := newPort(t, 3)
	old := doc("s", "old")
	p.put(t, 0, copiedKey, old)
	p.put(t, 1, copiedKey, old)
	p.put(t, 2, copiedKey, doc("s", "other"))
	p.put(t, 0, "sessh/C/alone", doc("alone", "x"))
	for id, want := range map[string]string{"s": "[{m1 true} {m2 false}]", "alone": "[]", "new": "[]"} {
		copies, err := stored.Copies(ctx, p.open(id))
		if got := fmt.Sprint(copies); err != nil || got != want {
			t.Errorf("of %s there are %s, %v; want %s", id, got, err, want)
		}
	}
	p.down[2] = true
	if copies, err := stored.Copies(ctx, p.open("s")); !errors.Is(err, storage.ErrUnreachable) || fmt.Sprint(copies) != "[{m1 true}]" {
		t.Errorf("where a server is down there are %v, %v", copies, err)
	}
}

// TestMisplaced counts the items that listings find on another server than the scheme
// says.
func TestMisplaced(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		at   []int // the server of each item
		want string
	}{
		{"in place", []int{0, 0, 0, 0}, ""},
		{"one of few", []int{0, 1}, ""},
		{"two of many", []int{1, 1, 0, 0, 0, 0, 0, 0, 0}, ""},
		{"two of eight", []int{1, 1, 0, 0, 0, 0, 0, 0}, "8 2"},
		{"all", []int{1, 2, 1}, "3 3"},
		{"nothing", nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newPort(t, 3)
			p.astray = true
			for n, i := range test.at {
				p.put(t, i, fmt.Sprint("sessh/C/", n), doc(fmt.Sprint(n), "x"))
			}
			p.put(t, 2, "sessh/C/0", doc("0", "x")) // a copy
			if len(test.at) == 0 {
				p.put(t, 2, "other", "x")
				must(t, p.Flush(ctx))
			}
			got := ""
			for range 2 { // it is reported once
				n := 0
				for _, err := range sweep.ListNames(ctx, p.root) {
					must(t, err)
					n++
				}
				if n != len(test.at) {
					t.Fatalf("%d are listed", n)
				}
				if m := p.root.Catalog().Misplaced(ctx); m != nil {
					got += fmt.Sprint(m.Items, " ", m.Astray)
					if at := strings.Join(m.At["sessh/C/0"], " "); len(m.At) != len(test.at) || at != "m1 m2" {
						t.Errorf("the first is at %s, of %d", at, len(m.At))
					}
				}
			}
			if got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
			if p.named != 2 {
				t.Errorf("names were listed %d times", p.named)
			}
		})
	}
}

// TestMisplacedAmongVeryMany looks at some of the items only.
func TestMisplacedAmongVeryMany(t *testing.T) {
	t.Parallel()
	p := newPort(t, 2)
	p.astray = true
	const n = 3000
	for i := range n {
		p.put(t, 1, fmt.Sprint("sessh/C/", i), doc(fmt.Sprint(i), "x"))
	}
	for _, err := range sweep.List(ctx, p.root) {
		must(t, err)
	}
	m := p.root.Catalog().Misplaced(ctx)
	if m == nil || m.Items != n || m.Astray != n || len(m.At) == 0 || len(m.At) > 512 {
		t.Fatalf("%+v", m)
	}
	for key, at := range m.At {
		if len(at) != 1 || at[0] != "m1" {
			t.Fatalf("%s is at %v", key, at)
		}
	}
}
