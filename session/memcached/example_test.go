package memcached_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"testing"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
	"sessh/txn"
)

// Count the visits of a session on the memcached at localhost:11211.
func ExampleOpen() {
	if err := countVisit(context.Background(), os.Stdout, "localhost:11211"); err != nil {
		log.Fatal(err)
	}
}

func countVisit(ctx context.Context, w io.Writer, servers ...string) error {
	store, err := memcached.Open(ctx, servers, memcached.Options{})
	if err != nil {
		return err
	}
	defer store.Close()
	if err := store.Ping(ctx); err != nil {
		return err
	}
	root := session.NewRoot(store, session.Options{Formats: []format.Format{sesshjson.Format{}}})
	var visits int64
	err = txn.NewManager().Retry(ctx, 3, func(tx *txn.Tx) error {
		s, err := root.Container("Shop").Session(ctx, tx, "visitor-1")
		if err != nil {
			return err
		}
		stats, err := s.Package("stats")
		if err != nil {
			return err
		}
		n, _ := stats.Get("visits")
		visits, _ = n.(int64)
		visits++
		return stats.Set("visits", visits)
	})
	switch {
	case errors.Is(err, storage.ErrUnreachable):
		return fmt.Errorf("is memcached running? %w", err)
	case err != nil:
		return err
	}
	fmt.Fprintf(w, "visit %d\n", visits)
	return nil
}

// TestExampleOpen runs the example on a server of its own.
func TestExampleOpen(t *testing.T) {
	t.Parallel()
	server := memcachedtest.Start(t)
	var out strings.Builder
	for range 2 {
		if err := countVisit(t.Context(), &out, server.Addr); err != nil {
			t.Fatal(err)
		}
	}
	if want := "visit 1\nvisit 2\n"; out.String() != want {
		t.Errorf("it prints %q, want %q", out.String(), want)
	}
}
