package stash

import (
	"errors"

	"github.com/gofrs/flock"
)

// A Keeper keeps what is pending in one shell as an entry that nobody else can take
// as long as the shell runs. It is used by one goroutine at a time.
type Keeper struct {
	folder *Folder
	name   string // "": not begun
	lock   *flock.Flock
	there  bool
}

// Keeper returns the keeper of a shell.
func (f *Folder) Keeper() *Keeper { return &Keeper{folder: f} }

// Save writes what is pending in place of what was saved before.
func (k *Keeper) Save(e *Entry) error {
	if k.name == "" {
		name, lock, err := k.folder.begin()
		if err != nil {
			return err
		}
		k.name, k.lock = name, lock
	}
	e.Server = k.folder.server
	if err := k.folder.write(k.name, e); err != nil {
		return err
	}
	k.there = true
	return nil
}

// Drop removes what was saved: nothing is pending.
func (k *Keeper) Drop() error {
	if !k.there {
		return nil
	}
	k.there = false
	return errors.Join(removed(k.folder.file(k.name, ending)), k.folder.sync())
}

// Close ends the keeping: what is saved now is there for others to take.
func (k *Keeper) Close() error {
	if k.name == "" {
		return nil
	}
	name := k.name
	k.name = ""
	if !k.there {
		return k.folder.remove(name, k.lock)
	}
	return k.lock.Unlock()
}
