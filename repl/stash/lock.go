package stash

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// The files of an entry have the same name with different endings. The shell that has taken
// or keeps the entry holds the lock; only it writes the other files.
const (
	ending     = ".json"
	lockEnding = ".lock"
	newEnding  = ".new" // written, and not in its place yet
)

// A process that cleans the folder holds a lock briefly.
const (
	patience = 250 * time.Millisecond
	interval = 2 * time.Millisecond
)

// looking bounds the wait for processes that look whether a lock is held: one may have been stopped in the
// middle of that.
const looking = time.Minute

// lockFile locks a file, which it creates if necessary. The error is [ErrGone] if another
// process holds the lock.
func lockFile(file string, patience time.Duration) (*flock.Flock, error) {
	for {
		lock := flock.New(file)
		if err := acquire(lock, patience); err != nil {
			return nil, err
		}
		if inPlace(lock, file) {
			return lock, nil
		}
		// the holder has removed the file
		if err := lock.Unlock(); err != nil {
			return nil, err
		}
	}
}

// acquire takes a lock. The error is [ErrGone] if another process holds it, and not if others look whether
// it is held, however long a busy system makes them take.
func acquire(lock *flock.Flock, patience time.Duration) error {
	began := time.Now()
	free := began // the last time at which nobody held the lock
	for {
		ok, err := lock.TryLock()
		if ok || err != nil {
			return err
		}
		taken, err := held(lock.Path())
		if err != nil {
			return err
		}
		now := time.Now()
		if !taken {
			free = now
		}
		if now.Sub(free) >= patience || now.Sub(began) >= looking {
			return ErrGone
		}
		time.Sleep(interval)
	}
}

// inPlace reports whether the locked file still has that name.
func inPlace(lock *flock.Flock, file string) bool {
	locked, err := lock.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(file)
	return err == nil && os.SameFile(locked, there)
}

// held reports whether a shell has locked the file. It takes a shared lock for a moment,
// and shells that want an exclusive one wait that long, see [acquire].
func held(file string) (bool, error) {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case !info.Mode().IsRegular():
		return false, fmt.Errorf("%s is not a file", file)
	}
	lock := flock.New(file, flock.SetFlag(os.O_RDONLY))
	ok, err := lock.TryRLock()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case !ok:
		return true, nil
	}
	return false, lock.Unlock()
}
