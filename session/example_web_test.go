package session_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/memstore"
	"sessh/txn"
)

// sessions is the middleware of a web application: each request has the session that its
// cookie names, in a transaction of its own, which is committed when the handler is done.
type sessions struct {
	container *session.Container
	tries     int // of a request whose commit meets a conflict
}

// wrap returns a handler whose requests have a session. As next is called again after a
// conflict, its response is held back until the commit has succeeded.
func (ss sessions) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, err := r.Cookie("session")
		if err != nil {
			http.Error(w, "no session", http.StatusUnauthorized)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		var response *heldResponse
		err = txn.NewManager().Retry(r.Context(), ss.tries, func(tx *txn.Tx) error {
			s, err := ss.container.Session(r.Context(), tx, id.Value)
			if err != nil {
				return err
			}
			response = &heldResponse{header: make(http.Header), status: http.StatusOK}
			again := r.WithContext(context.WithValue(r.Context(), sessionKey{}, s))
			again.Body = io.NopCloser(bytes.NewReader(body))
			if next.ServeHTTP(response, again); response.status >= 500 {
				return errHandler // the transaction is aborted
			}
			return nil
		})
		if err != nil && !errors.Is(err, errHandler) {
			http.Error(w, "session: "+err.Error(), http.StatusServiceUnavailable)
			return
		}
		response.send(w)
	})
}

var errHandler = errors.New("the handler failed")

type sessionKey struct{}

// sessionOf returns the session of a request.
func sessionOf(r *http.Request) *session.Session {
	return r.Context().Value(sessionKey{}).(*session.Session)
}

// heldResponse keeps a response until it is sent.
type heldResponse struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (h *heldResponse) Header() http.Header         { return h.header }
func (h *heldResponse) WriteHeader(status int)      { h.status = status }
func (h *heldResponse) Write(p []byte) (int, error) { return h.body.Write(p) }

func (h *heldResponse) send(w http.ResponseWriter) {
	for name, values := range h.header {
		w.Header()[name] = values
	}
	w.WriteHeader(h.status)
	_, _ = h.body.WriteTo(w)
}

// visit counts the visits of a session.
func visit(w http.ResponseWriter, r *http.Request) {
	stats, err := sessionOf(r).Package("stats")
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	n, _ := stats.Get("visits")
	visits, _ := n.(int64)
	if err := stats.Set("visits", visits+1); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	fmt.Fprintf(w, "visit %d\n", visits+1)
}

// A web application opens the session of a request in a transaction and commits it with
// Retry: of two requests at once that change one session, the second meets a conflict and
// is handled again, on what the first has written. With memcached, the store is that of
// package sessh/session/memcached, and the rest is the same.
func Example_webApplication() {
	root := session.NewRoot(memstore.New(memstore.Options{}), session.Options{Formats: []format.Format{sesshjson.Format{}}})
	shop := sessions{root.Container("Shop"), 5}
	server := httptest.NewServer(shop.wrap(http.HandlerFunc(visit)))
	defer server.Close()
	for range 2 {
		r, err := http.NewRequest("GET", server.URL, nil)
		if err != nil {
			log.Fatal(err)
		}
		r.AddCookie(&http.Cookie{Name: "session", Value: "visitor-1"})
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			log.Fatal(err)
		}
		text, err := io.ReadAll(response.Body)
		if err != nil {
			log.Fatal(err)
		}
		response.Body.Close()
		fmt.Print(string(text))
	}
	// Output:
	// visit 1
	// visit 2
}
