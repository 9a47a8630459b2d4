package storage_test

import (
	"testing"

	"sessh/session/storage"
)

func TestTrace(t *testing.T) {
	t.Parallel()
	change := storage.Write{Key: "k", Value: []byte("new"), Flags: 1, Version: 5}
	removal := storage.Write{Key: "k", Delete: true, Version: 5}
	addition := storage.Write{Key: "k", Value: []byte("new"), Flags: 1}
	item := func(value string, flags uint32, version uint64) *storage.Item {
		return &storage.Item{Key: "k", Value: []byte(value), Flags: flags, Version: version}
	}
	for _, tt := range []struct {
		name string
		w    storage.Write
		item *storage.Item
		want storage.Trace
		err  error
	}{
		{"change, as it was", change, item("old", 1, 5), storage.Awaited, storage.ErrAwaited},
		{"change to the same, as it was", change, item("new", 1, 5), storage.Awaited, storage.ErrAwaited},
		{"change, equal", change, item("new", 1, 6), storage.Held, storage.ErrHeld},
		{"change, other flags", change, item("new", 2, 6), storage.Passed, storage.ErrPassed},
		{"change, gone", change, nil, storage.Passed, storage.ErrPassed},
		{"removal, as it was", removal, item("old", 1, 5), storage.Awaited, storage.ErrAwaited},
		{"removal, gone", removal, nil, storage.Held, storage.ErrGone},
		{"removal, changed", removal, item("old", 1, 6), storage.Passed, storage.ErrPassed},
		{"addition, not there", addition, nil, storage.Awaited, storage.ErrAwaited},
		{"addition, equal", addition, item("new", 1, 1), storage.Held, storage.ErrHeld},
		{"addition, other", addition, item("other", 1, 1), storage.Passed, storage.ErrPassed},
	} {
		if got := tt.w.Trace(tt.item); got != tt.want || tt.w.Unproved(got) != tt.err {
			t.Errorf("%s: %v (%v), want %v (%v)", tt.name, got, tt.w.Unproved(got), tt.want, tt.err)
		}
	}
}
