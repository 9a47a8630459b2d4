package stash

import (
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gofrs/flock"
)

// TestLookingTakesLong: whoever looks may be kept waiting in the middle of it, and has not taken what another
// shell takes or begins to keep meanwhile.
func TestLookingTakesLong(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, ending string
		do           func(*Folder, *Keeper) bool
	}{
		{"an entry is taken", lockEnding, func(f *Folder, k *Keeper) bool {
			taken, err := f.Take(k.name)
			return err == nil && taken.Remove() == nil
		}},
		{"an entry is kept", ending, func(f *Folder, k *Keeper) bool {
			return k.watch() == nil && k.guard != nil
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // so that the time that passes is not real
				f := NewFolder(t.TempDir(), "here")
				k := f.Keeper()
				if err := k.Save(&Entry{Why: Killed}); err != nil {
					t.Fatal(err)
				}
				if err := k.unguard(); err != nil {
					t.Fatal(err)
				}
				if err := k.lock.Unlock(); err != nil {
					t.Fatal(err)
				}
				looker := flock.New(f.file(k.name, tt.ending), flock.SetFlag(os.O_RDONLY))
				if ok, err := looker.TryRLock(); !ok {
					t.Fatal("it is held", err)
				}
				time.AfterFunc(10*time.Second, func() { looker.Unlock() })
				if !tt.do(f, k) {
					t.Error("not while another shell looks")
				}
				k.unguard()
			})
		})
	}
}
