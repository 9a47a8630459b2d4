package session_test

import (
	"fmt"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/framework"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/txn"
)

// counting counts how often values are decoded.
type counting struct {
	format.Format
	decoded *int
}

func (f counting) Decode(value []byte, flags uint32) (*format.Record, error) {
	*f.decoded++
	return f.Format.Decode(value, flags)
}

func (f counting) Traits() *format.Traits {
	traits := *f.Format.Traits()
	if decodeAs := traits.DecodeAs; decodeAs != nil {
		traits.DecodeAs = func(way string, value []byte, flags uint32) (*format.Record, error) {
			*f.decoded++
			return decodeAs(way, value, flags)
		}
	}
	return &traits
}

// TestPlant: what was read of an item is written as the item is, and not decoded again unless it
// was changed. A change is written, wherever it is in the log.
func TestPlant(t *testing.T) {
	t.Parallel()
	const item, edited = "(dp0\nS'n'\np1\nI1\ns.", "{n: 2}" // as sessh writes no new session
	undo := func(t *testing.T, w *session.Work) {
		_, ok, err := w.Undo()
		must(t, err)
		if !ok {
			t.Fatal("nothing is undone")
		}
	}
	redo := func(t *testing.T, w *session.Work) {
		_, _, err := w.Redo()
		must(t, err)
	}
	edit := func(t *testing.T, s *session.Session) { must(t, mustData(t, s).Set("n", 2)) }
	for _, sown := range []bool{false, true} {
		for _, test := range []struct {
			name  string
			then  func(t *testing.T, s *session.Session, w *session.Work)
			want  string // "": the item
			again bool   // whether it is decoded again
		}{
			{"as it is", func(*testing.T, *session.Session, *session.Work) {}, "", false},
			{"with a timeout", func(t *testing.T, s *session.Session, _ *session.Work) { must(t, s.SetTimeout(time.Hour)) }, "", false},
			{"undone and redone", func(t *testing.T, _ *session.Session, w *session.Work) { undo(t, w); redo(t, w) }, "", false},
			{"edited", func(t *testing.T, s *session.Session, _ *session.Work) { edit(t, s) }, edited, true},
			{"edited, undone", func(t *testing.T, s *session.Session, w *session.Work) { edit(t, s); undo(t, w) }, "", true},
			{"edited, undone, redone", func(t *testing.T, s *session.Session, w *session.Work) { edit(t, s); undo(t, w); redo(t, w) }, edited, true},
			{"edited before a timeout", func(t *testing.T, s *session.Session, _ *session.Work) {
				edit(t, s)
				must(t, s.SetTimeout(time.Hour))
			}, edited, true},
			{"filled with an edited one", func(t *testing.T, s *session.Session, w *session.Work) {
				edit(t, s)
				copied := tree.Snapshot(mustData(t, s)).(*tree.Map)
				must(t, s.Delete())
				must(t, s.Fill(copied, s.Container()))
			}, edited, true},
		} {
			t.Run(fmt.Sprintf("%s, sown: %t", test.name, sown), func(t *testing.T) {
				decoded := 0
				f := counting{framework.Named("django"), &decoded}
				store := memstore.New(memstore.Options{})
				root := session.NewRoot(store, session.Options{Formats: []format.Format{f}})
				c := root.ContainerIn("django", f)
				m := txn.NewManager()
				s, err := c.Session(ctx, m.Tx(), "s")
				must(t, err)
				r, err := c.DecodeAs("", &storage.Item{Value: []byte(item), Flags: 1})
				must(t, err)
				if sown {
					seed, _ := c.Seed(&storage.Item{Value: []byte(item), Flags: 1}, r)
					must(t, s.Sow(&seed, storage.TTLUnknown, storage.TTLUnknown))
				} else {
					must(t, s.Plant(r.Data))
				}
				test.then(t, s, root.Work(m.Tx()))
				before := decoded
				must(t, m.Commit(ctx))
				if again := decoded > before; again != test.again {
					t.Errorf("decoded again: %t", again)
				}
				key, err := f.Key("django", "s")
				must(t, err)
				now := store.Load(ctx, []string{key}, storage.NeedValue)[0].Item
				r, err = c.Decode(now)
				must(t, err)
				switch got := valueText(r.Data); {
				case test.want == "" && string(now.Value) != item:
					t.Errorf("stored is %q", now.Value)
				case test.want != "" && got != test.want:
					t.Errorf("stored is %s, want %s", got, test.want)
				}
			})
		}
	}
}
