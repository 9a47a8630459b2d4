package stash

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// The files of an entry have one name, and an ending each. The lock is held by the
// shell that has taken the entry, or keeps it; only its holder writes the others.
const (
	ending     = ".json"
	lockEnding = ".lock"
	newEnding  = ".new" // written, and not in its place yet
)

// Others hold a lock for a moment only when they look whether it is held.
const (
	patience = 250 * time.Millisecond
	interval = 2 * time.Millisecond
)

// lockFile locks the file, which it makes where it is not there. The error is
// [ErrGone] where somebody else holds the lock.
func lockFile(file string, patience time.Duration) (*flock.Flock, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		lock := flock.New(file)
		ok, err := lock.TryLock()
		if err == nil && !ok {
			_, err = lock.TryLockContext(ctx, interval)
		}
		switch {
		case errors.Is(err, context.DeadlineExceeded):
			return nil, ErrGone
		case err != nil:
			return nil, err
		case inPlace(lock, file):
			return lock, nil
		}
		// Its holder has removed the file.
		if err := lock.Unlock(); err != nil {
			return nil, err
		}
	}
}

// inPlace reports whether what is locked is the file of that name, still.
func inPlace(lock *flock.Flock, file string) bool {
	locked, err := lock.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(file)
	return err == nil && os.SameFile(locked, there)
}

// held reports whether a shell holds the file, a lock or an entry. It holds nobody up: the lock is shared
// for a moment, and those who want it for themselves wait so long.
func held(file string) (bool, error) {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case !info.Mode().IsRegular():
		return false, fmt.Errorf("%s is no file", file)
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
