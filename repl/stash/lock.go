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

// The files of an entry have the same name with different endings. The shell that has taken
// or keeps the entry holds the lock; only it writes the other files.
const (
	ending     = ".json"
	lockEnding = ".lock"
	newEnding  = ".new" // written, and not in its place yet
)

// Another process holds a lock briefly when it checks whether the lock is held.
const (
	patience = 250 * time.Millisecond
	interval = 2 * time.Millisecond
)

// lockFile locks a file, which it creates if necessary. The error is [ErrGone] if another
// process holds the lock.
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
		// the holder has removed the file
		if err := lock.Unlock(); err != nil {
			return nil, err
		}
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
// and shells that want an exclusive one wait that long.
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
