package stash

import (
	"errors"
	"os"

	"github.com/gofrs/flock"
)

// A Keeper keeps what is pending in one shell as an entry that no other process can take
// while the shell runs. Use it from one goroutine at a time.
//
// The shell locks the lock file of the entry and the entry itself: if one of them is
// removed, the entry is still not mistaken for that of a killed shell.
type Keeper struct {
	folder *Folder
	name   string // "": not begun
	lock   *flock.Flock
	guard  *flock.Flock // on the entry, or nil
	there  bool
}

// Keeper returns the keeper of a shell.
func (f *Folder) Keeper() *Keeper { return &Keeper{folder: f} }

// Save replaces what was saved before.
func (k *Keeper) Save(e *Entry) error {
	if err := k.begin(); err != nil {
		return err
	}
	e.Server = k.folder.server
	if err := k.unguard(); err != nil { // not every system replaces a file that is open
		return err
	}
	err := k.folder.write(k.name, e)
	k.there = k.there || err == nil
	return errors.Join(err, k.watch())
}

// begin takes a name, or the lock of its name again if the file was removed.
func (k *Keeper) begin() error {
	if k.name != "" && inPlace(k.lock, k.folder.file(k.name, lockEnding)) {
		return nil
	}
	if err := os.MkdirAll(k.folder.path, 0o700); err != nil {
		return err
	}
	name, lock, err := k.name, (*flock.Flock)(nil), ErrGone
	if name != "" {
		lock, err = lockFile(k.folder.file(name, lockEnding), patience)
	}
	if errors.Is(err, ErrGone) { // it has no name yet, or another process has its lock
		name, lock, err = k.folder.begin()
		k.there = k.there && err != nil
	}
	if err != nil {
		return err
	}
	old := k.lock
	k.name, k.lock = name, lock
	if old != nil {
		return old.Unlock()
	}
	return nil
}

// watch opens and locks the file of the entry.
func (k *Keeper) watch() error {
	if !k.There() {
		return nil
	}
	guard := flock.New(k.folder.file(k.name, ending), flock.SetFlag(os.O_RDWR))
	err := acquire(guard, patience)
	switch {
	case err == nil:
		k.guard = guard
	case errors.Is(err, ErrGone): // the lock is held all the same
		err = nil
	}
	return err
}

func (k *Keeper) unguard() error {
	guard := k.guard
	k.guard = nil
	if guard == nil {
		return nil
	}
	return guard.Close()
}

// Held reports whether the saved entry and its lock are still in place.
func (k *Keeper) Held() bool {
	return k.There() && inPlace(k.lock, k.folder.file(k.name, lockEnding))
}

// There reports whether there is a saved entry.
func (k *Keeper) There() bool { return k.there && exists(k.folder.file(k.name, ending)) }

// Drop removes the saved entry, since nothing is pending.
func (k *Keeper) Drop() error {
	if !k.there {
		return nil
	}
	k.there = false
	return errors.Join(k.unguard(), removed(k.folder.file(k.name, ending)), k.folder.sync())
}

// Close stops keeping: other shells can take what is saved now.
func (k *Keeper) Close() error {
	if k.name == "" {
		return nil
	}
	name := k.name
	k.name = ""
	err := k.unguard()
	if !k.there {
		return errors.Join(err, k.folder.remove(name, k.lock))
	}
	return errors.Join(err, k.lock.Unlock())
}
