package session_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/txn"
)

// unconditional is a store that writes whatever version an item has.
type unconditional struct{ storage.Store }

func (u unconditional) Apply(ctx context.Context, writes []storage.Write) []storage.Outcome {
	for i := range writes {
		if l := u.Store.Load(ctx, []string{writes[i].Key}, 0)[0]; l.Item != nil {
			writes[i].Version = l.Item.Version
		}
	}
	return u.Store.Apply(ctx, writes)
}

// TestWebApplication has two requests read one session before either writes it. Without
// Retry one of them is refused; without conditions one change is lost, and no one knows.
func TestWebApplication(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name        string
		tries       int
		store       func(storage.Store) storage.Store
		ok, refused int
		visits      int64
	}{
		{"retry", 5, func(s storage.Store) storage.Store { return s }, 2, 0, 2},
		{"one try", 1, func(s storage.Store) storage.Store { return s }, 1, 1, 1},
		{"no conditions", 5, func(s storage.Store) storage.Store { return unconditional{s} }, 2, 0, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			root := session.NewRoot(tt.store(memstore.New(memstore.Options{})), session.Options{Formats: []format.Format{sesshjson.Format{}}})
			var read sync.WaitGroup
			read.Add(2)
			shop := sessions{root.Container("Shop"), tt.tries}
			var first sync.Map // requests that were handled once
			handler := shop.wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if _, again := first.LoadOrStore(r.Header.Get("Request"), true); !again {
					read.Done()
					read.Wait()
				}
				visit(w, r)
			}))
			statuses := make(map[int]int)
			var mu sync.Mutex
			var both sync.WaitGroup
			for _, name := range []string{"one", "other"} {
				both.Go(func() {
					r := httptest.NewRequest("POST", "/", nil)
					r.Header.Set("Request", name)
					r.AddCookie(&http.Cookie{Name: "session", Value: "visitor"})
					w := httptest.NewRecorder()
					handler.ServeHTTP(w, r)
					mu.Lock()
					defer mu.Unlock()
					statuses[w.Code]++
				})
			}
			both.Wait()
			if statuses[200] != tt.ok || statuses[503] != tt.refused {
				t.Errorf("statuses %v", statuses)
			}
			s, err := root.Container("Shop").Session(ctx, txn.NewManager().Tx(), "visitor")
			must(t, err)
			stats, err := s.Package("stats")
			must(t, err)
			wantValue(t, stats, "visits", tt.visits)
		})
	}
}

// TestWebHandlerThatFails: nothing of what it changed is stored.
func TestWebHandlerThatFails(t *testing.T) {
	t.Parallel()
	root := session.NewRoot(memstore.New(memstore.Options{}), session.Options{Formats: []format.Format{sesshjson.Format{}}})
	handler := sessions{root.Container("Shop"), 5}.wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		visit(w, r)
		w.WriteHeader(http.StatusInternalServerError)
	}))
	r := httptest.NewRequest("POST", "/", nil)
	r.AddCookie(&http.Cookie{Name: "session", Value: "visitor"})
	w := httptest.NewRecorder()
	if handler.ServeHTTP(w, r); w.Code != http.StatusInternalServerError || w.Body.String() != "visit 1\n" {
		t.Errorf("it answers %d %q", w.Code, w.Body)
	}
	s, err := root.Container("Shop").Session(ctx, txn.NewManager().Tx(), "visitor")
	must(t, err)
	if s.Exists() {
		t.Error("the session is stored")
	}
}
