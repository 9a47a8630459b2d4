package commit_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/storetest"
	"sessh/session/tree"
	"sessh/txn"
)

// bench is a store, and what one who commits knows of its items a, b, ...
type bench struct {
	t     *testing.T
	store *storetest.Faulty
	known map[string]*commit.Target
}

// newBench returns a bench whose items hold "old".
func newBench(t *testing.T, keys string) *bench {
	b := &bench{t: t, store: storetest.Faults(memstore.New(memstore.Options{})), known: make(map[string]*commit.Target)}
	for _, key := range strings.Split(keys, "") {
		b.put(key, "old")
		b.known[key] = &commit.Target{Path: tree.SessionPath("C", key), Key: key, Was: b.item(key)}
	}
	return b
}

func (b *bench) item(key string) *storage.Item {
	return b.store.Store.Load(context.Background(), []string{key}, storage.NeedValue)[0].Item
}

// put stores an item as another program would.
func (b *bench) put(key, value string) {
	b.t.Helper()
	w := storage.Write{Key: key, Value: []byte(value), TTL: time.Hour, Version: storage.VersionOf(b.item(key))}
	if o := b.store.Store.Apply(context.Background(), []storage.Write{w})[0]; o.State != storage.Applied {
		b.t.Fatal(o)
	}
}

// round returns a round that is to write "new" to all keys.
func (b *bench) round(keys string) *commit.Round {
	var writes []*commit.Write
	for _, key := range strings.Split(keys, "") {
		t := b.known[key]
		if t == nil {
			t = &commit.Target{Path: tree.SessionPath("C", key), Key: key}
			b.known[key] = t
		}
		writes = append(writes, &commit.Write{
			Target: *t, Changes: diff.ListOf([]diff.Change{{Path: t.Path}}), Lifetime: time.Hour,
			Put: storage.Write{Key: key, Value: []byte("new"), TTL: time.Hour, Version: storage.VersionOf(t.Was)},
		})
	}
	return commit.New(b.store, writes)
}

// run takes a round through its steps, and returns what became of the items, in short.
func (b *bench) run(r *commit.Round) (string, error) {
	r.Vote(context.Background())
	err := r.Verdict()
	if err == nil {
		r.Send(context.Background())
		err = r.Verdict()
	}
	for _, x := range r.Writes {
		*b.known[x.Key] = x.Target
	}
	return fates(r.Results()), err
}

func fates(results []commit.Result) string {
	var all []string
	for _, r := range results {
		all = append(all, r.Path.Session+" "+r.Fate.String())
	}
	return strings.Join(all, ", ")
}

// holds returns what the items hold.
func (b *bench) holds(keys string) string {
	var all []string
	for _, key := range strings.Split(keys, "") {
		value := "-"
		if item := b.item(key); item != nil {
			value = string(item.Value)
		}
		all = append(all, value)
	}
	return strings.Join(all, " ")
}

var lost = storage.Outcome{State: storage.Unknown, Err: storage.ErrAwaited}

func TestRound(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		keys   string // x is not there
		faults func(b *bench)
		fates  string
		holds  string
		is     error // that the error is; nil: there is none
		again  bool  // it can be tried again
	}{
		{"nothing happens", "abx", nil, "a written, b written, x written", "new new new", nil, false},
		{"overtaken before the vote", "ab", func(b *bench) { b.put("b", "theirs") }, "a untouched, b conflict", "old theirs", commit.ErrConflict, true},
		{"overtaken after the vote", "ab", func(b *bench) {
			b.store.BeforeApply = func(context.Context, []storage.Write) error {
				b.store.BeforeApply = nil
				b.put("b", "theirs")
				return nil
			}
		}, "a restored, b conflict", "old theirs", commit.ErrConflict, true},
		{"the first is changed before it is put back", "ab", func(b *bench) {
			b.store.BeforeApply = func(context.Context, []storage.Write) error {
				b.store.BeforeApply = nil
				b.put("b", "theirs")
				return nil
			}
			b.store.AfterApply = func(context.Context, []storage.Write, []storage.Outcome) {
				b.store.AfterApply = nil
				b.put("a", "also theirs")
			}
		}, "a written, b conflict", "also theirs theirs", commit.ErrConflict, false},
		{"a new one was made", "x", func(b *bench) { b.put("x", "theirs") }, "x conflict", "theirs", commit.ErrConflict, true},
		{"a reply is lost", "ab", func(b *bench) {
			b.store.ApplyWrite = func(w storage.Write) *storage.Outcome {
				if w.Key == "b" {
					return &lost
				}
				return nil
			}
		}, "a restored, b unknown", "old old", storage.ErrAwaited, false},
		{"refused", "a", func(b *bench) {
			b.store.ApplyWrite = func(storage.Write) *storage.Outcome {
				return &storage.Outcome{State: storage.Failed, Err: storage.ErrReadOnly}
			}
		}, "a untouched", "old", storage.ErrReadOnly, true},
		{"the server does not answer the vote", "ab", func(b *bench) {
			b.store.LoadKey = func(key string) error {
				if key == "a" {
					return storage.ErrUnreachable
				}
				return nil
			}
		}, "a untouched, b untouched", "old old", storage.ErrUnreachable, true},
		{"overtaken by no one", "a", func(b *bench) {
			b.store.ApplyWrite = func(storage.Write) *storage.Outcome { return &storage.Outcome{State: storage.Overtaken} }
		}, "a unknown", "old", storage.ErrAwaited, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, strings.ReplaceAll(test.keys, "x", ""))
			r := b.round(test.keys)
			if test.faults != nil {
				test.faults(b)
			}
			got, err := b.run(r)
			if got != test.fates {
				t.Errorf("%s, want %s", got, test.fates)
			}
			if holds := b.holds(test.keys); holds != test.holds {
				t.Errorf("the store holds %s, want %s", holds, test.holds)
			}
			if !errors.Is(err, test.is) {
				t.Errorf("the error is %v, want %v", err, test.is)
			}
			if errors.Is(err, txn.ErrRepeatable) != test.again {
				t.Errorf("that it can be tried again is %t: %v", !test.again, err)
			}
		})
	}
}

// TestCheckedOnly checks the version of an item that is not written.
func TestCheckedOnly(t *testing.T) {
	t.Parallel()
	b := newBench(t, "ab")
	r := b.round("ab")
	r.Writes[1].Changes = nil
	if got, err := b.run(r); err != nil || got != "a written, b Fate(0)" || b.holds("ab") != "new old" {
		t.Errorf("%s, %v", got, err)
	}
	r = b.round("b")
	r.Writes[0].Changes = nil
	b.put("b", "theirs")
	if got, err := b.run(r); got != "b conflict" || !errors.Is(err, commit.ErrConflict) {
		t.Errorf("%s, %v", got, err)
	}
}

// TestKeepsTime writes an item that keeps the time that it has left.
func TestKeepsTime(t *testing.T) {
	t.Parallel()
	b := newBench(t, "a")
	r := b.round("a")
	r.Writes[0].KeepsTime, r.Writes[0].Put.TTL = true, storage.TTLNever
	if got, err := b.run(r); err != nil {
		t.Fatal(got, err)
	}
	if ttl := b.store.Load(t.Context(), []string{"a"}, storage.NeedTTL)[0].Item.TTL; ttl <= 0 || ttl > time.Hour {
		t.Errorf("it has %v left", ttl)
	}
}

// TestRehearse finds what would keep items from being written, and writes nothing.
func TestRehearse(t *testing.T) {
	t.Parallel()
	b := newBench(t, "abc")
	r := b.round("abc")
	b.put("b", "theirs")
	r.Writes[2].Fail(storage.ErrTooLarge)
	r.Rehearse(t.Context())
	for i, want := range []error{nil, commit.ErrConflict, storage.ErrTooLarge} {
		if got := r.Writes[i].Err; !errors.Is(got, want) {
			t.Errorf("%d: %v, want %v", i, got, want)
		}
	}
	if got := b.holds("abc"); got != "old theirs old" {
		t.Errorf("the store holds %s", got)
	}
}

// lostReply writes session a, and returns the round whose write has no reply.
func lostReply(t *testing.T) (*bench, *commit.Round) {
	t.Helper()
	b := newBench(t, "a")
	r := b.round("a")
	b.store.ApplyWrite = func(storage.Write) *storage.Outcome { return &lost }
	if got, err := b.run(r); got != "a unknown" {
		t.Fatal(got, err)
	}
	b.store.ApplyWrite = nil
	return b, r
}

// TestSettle looks for a write whose reply was lost, in a later round.
func TestSettle(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		then  func(b *bench, w storage.Write)
		held  bool
		tries bool // whether it may still arrive
	}{
		{"it has arrived", func(b *bench, w storage.Write) { b.store.Store.Apply(context.Background(), []storage.Write{w}) }, true, false},
		{"it has not arrived", func(*bench, storage.Write) {}, false, true},
		{"another program was faster", func(b *bench, _ storage.Write) { b.put("a", "theirs") }, false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b, r := lostReply(t)
			test.then(b, r.Writes[0].Put)
			again := commit.New(b.store, []*commit.Write{commit.Again(*b.known["a"], r.Writes[0].Changes)})
			held := again.Settle(t.Context())
			if (len(held) == 1) != test.held || test.held && (held[0].At != 0 || string(held[0].Item.Value) != "new" || held[0].Result.Path.Session != "a") {
				t.Errorf("held are %+v", held)
			}
			if now := again.Writes[0]; (now.Attempt != nil) != test.tries {
				t.Errorf("the attempt is %+v", now.Attempt)
			}
			if err := again.Verdict(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestFindOut looks up what became of a write whose reply was lost, and keeps it out if it has not
// arrived.
func TestFindOut(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		then func(b *bench, w storage.Write)
		want string // the fate, and whether there is still an attempt
		is   error
	}{
		{"it has not arrived", func(*bench, storage.Write) {}, "untouched false", nil},
		{"it has arrived", func(b *bench, w storage.Write) { b.store.Store.Apply(context.Background(), []storage.Write{w}) }, "unknown true", storage.ErrHeld},
		{"another program was faster", func(b *bench, _ storage.Write) { b.put("a", "theirs") }, "unknown false", storage.ErrPassed},
		{"the server does not answer", func(b *bench, _ storage.Write) {
			b.store.LoadKey = func(string) error { return storage.ErrUnreachable }
		}, "unknown true", storage.ErrUnreachable},
		{"the fence is refused", func(b *bench, _ storage.Write) {
			b.store.ApplyWrite = func(storage.Write) *storage.Outcome { return &lost }
		}, "unknown true", storage.ErrAwaited},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b, r := lostReply(t)
			test.then(b, r.Writes[0].Put)
			result := r.Results()[0]
			target := b.known["a"]
			commit.FindOut(t.Context(), b.store, []commit.Doubt{{Target: target, Result: &result}})
			if got := fmt.Sprint(result.Fate, target.Attempt != nil); got != test.want || !errors.Is(result.Err, test.is) && test.is != nil {
				t.Errorf("%s, %v; want %s, %v", got, result.Err, test.want, test.is)
			}
			if test.is != nil {
				return
			}
			// What was lost can no longer arrive, and the item has the version that is known.
			if o := b.store.Store.Apply(context.Background(), []storage.Write{r.Writes[0].Put})[0]; o.State != storage.Overtaken {
				t.Errorf("the lost write is %v", o.State)
			}
			if got, err := b.run(b.round("a")); err != nil || b.holds("a") != "new" {
				t.Errorf("%s, %v", got, err)
			}
		})
	}
}

// TestWrittenAgain has the store write an item again as it is, at another version: the next round knows.
func TestWrittenAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t, "a")
	r := b.round("a")
	b.store.ApplyWrite = func(storage.Write) *storage.Outcome {
		b.put("a", "old")
		return &storage.Outcome{State: storage.Failed, Err: storage.ErrUnreachable, Version: b.item("a").Version}
	}
	if got, err := b.run(r); got != "a untouched" {
		t.Fatal(got, err)
	}
	b.store.ApplyWrite = nil
	if got, err := b.run(b.round("a")); err != nil || b.holds("a") != "new" {
		t.Errorf("%s, %v", got, err)
	}
}

// TestConfirmedWriteKeepsEarlierOut writes an item whose earlier write was lost: that cannot arrive any
// more, unless it was for no item.
func TestConfirmedWriteKeepsEarlierOut(t *testing.T) {
	t.Parallel()
	for key, still := range map[string]bool{"a": false, "x": true} {
		b := newBench(t, "a")
		b.store.ApplyWrite = func(storage.Write) *storage.Outcome { return &lost }
		if got, err := b.run(b.round(key)); got != key+" unknown" {
			t.Fatal(got, err)
		}
		b.store.ApplyWrite = nil
		if got, err := b.run(b.round(key)); err != nil {
			t.Fatal(got, err)
		}
		if left := b.known[key].Attempt != nil; left != still {
			t.Errorf("%s: the earlier write can still arrive: %t", key, left)
		}
	}
}

// TestWrote returns what was written as a later round has to find it.
func TestWrote(t *testing.T) {
	t.Parallel()
	b := newBench(t, "ab")
	r := b.round("ab")
	if got, err := b.run(r); err != nil {
		t.Fatal(got, err)
	}
	b.put("b", "new") // another program's, though equal
	for i, item := range r.Wrote(t.Context(), r.Writes) {
		now := b.item(r.Writes[i].Key)
		if string(item.Value) != "new" || (item.Version == now.Version) != (i == 0) {
			t.Errorf("%s was written as %+v", now.Key, item)
		}
	}
}

func TestWordsOfFates(t *testing.T) {
	t.Parallel()
	for fate, want := range map[commit.Fate]string{
		commit.Written: "written", commit.Restored: "restored", commit.Untouched: "untouched", commit.InConflict: "conflict", commit.Uncertain: "unknown", 9: "Fate(9)",
	} {
		if got := fate.String(); got != want {
			t.Errorf("%d is %q, want %q", uint8(fate), got, want)
		}
	}
}
