package stash

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// A Folder is a store in files. One folder holds the entries of all servers.
type Folder struct {
	path   string
	server string
}

// NewFolder returns the store of the entries of a server in a folder, which is created when
// it is needed.
func NewFolder(path, server string) *Folder { return &Folder{path, server} }

var _ Store = (*Folder)(nil)

// List returns the entries of the server, and those of any server that cannot be read.
func (f *Folder) List() ([]*Entry, error) {
	var all []*Entry
	for _, name := range f.names(ending) {
		busy, err := f.busy(name)
		if busy {
			continue
		}
		var e *Entry
		if err == nil {
			e, err = f.read(name)
		}
		switch {
		case errors.Is(err, fs.ErrNotExist): // it was taken just now
		case err != nil:
			all = append(all, &Entry{ID: name, Err: fmt.Errorf("%s: %w", f.file(name, ending), err)})
		case e.Server == f.server:
			all = append(all, e)
		}
	}
	sortLatest(all)
	return all, nil
}

// Size returns how many bytes the files of all entries have, which List reads.
func (f *Folder) Size() (n int64) {
	for _, name := range f.files("pending-", ending) {
		if info, err := os.Stat(filepath.Join(f.path, name)); err == nil && info.Mode().IsRegular() {
			n += info.Size()
		}
	}
	return n
}

// Add writes an entry.
func (f *Folder) Add(e *Entry) error {
	name, lock, err := f.begin()
	if err != nil {
		return err
	}
	e.ID, e.Server = name, f.server
	if err := f.write(name, e); err != nil {
		return errors.Join(err, f.remove(name, lock))
	}
	return lock.Unlock()
}

// Take locks an entry.
func (f *Folder) Take(id string) (Taken, error) {
	if _, err := os.Stat(f.file(id, ending)); errors.Is(err, fs.ErrNotExist) {
		return nil, ErrGone
	}
	lock, err := lockFile(f.file(id, lockEnding), patience)
	if err != nil {
		return nil, err
	}
	t := &takenFile{f, id, lock}
	if _, err := os.Stat(f.file(id, ending)); err != nil {
		return nil, errors.Join(ErrGone, t.Remove())
	}
	if kept, err := held(f.file(id, ending)); kept && err == nil {
		return nil, errors.Join(ErrGone, t.Release())
	}
	return t, nil
}

// busy reports whether a shell has taken the entry or keeps it; one that keeps it may have
// lost its lock.
func (f *Folder) busy(name string) (bool, error) {
	taken, err := held(f.file(name, lockEnding))
	if taken || err != nil {
		return taken, err
	}
	kept, err := held(f.file(name, ending))
	return kept && err == nil, nil // reading it gives the error
}

type takenFile struct {
	folder *Folder
	name   string
	lock   *flock.Flock
}

// Remove removes the files.
func (t *takenFile) Remove() error { return t.folder.remove(t.name, t.lock) }

// Release unlocks the entry.
func (t *takenFile) Release() error { return t.lock.Unlock() }

// Clean removes the files that shells left unfinished.
func (f *Folder) Clean() error {
	var errs []error
	for _, name := range append(f.names(newEnding), f.names(lockEnding)...) {
		if _, err := os.Stat(f.file(name, ending)); err == nil && !exists(f.file(name, newEnding)) {
			continue
		}
		errs = append(errs, f.clean(name))
	}
	return errors.Join(append(errs, f.cleanOld())...)
}

// clean removes the unfinished files of an entry, unless a shell is at work on it.
func (f *Folder) clean(name string) error {
	lock, err := lockFile(f.file(name, lockEnding), 0)
	if errors.Is(err, ErrGone) {
		return nil
	}
	if err != nil {
		return err
	}
	if !exists(f.file(name, ending)) {
		return f.remove(name, lock)
	}
	return errors.Join(removed(f.file(name, newEnding)), lock.Unlock())
}

// cleanOld removes the unfinished files of shells that wrote layout 1, whose names were
// different and which had no lock.
func (f *Folder) cleanOld() error {
	var errs []error
	for _, name := range f.files("new-", "") {
		file := filepath.Join(f.path, name)
		info, err := os.Stat(file)
		if err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > time.Hour {
			errs = append(errs, removed(file))
		}
	}
	return errors.Join(errs...)
}

// names returns the names of the files with an ending, without the ending.
func (f *Folder) names(ending string) []string {
	all := f.files("pending-", ending)
	for i, name := range all {
		all[i] = strings.TrimSuffix(name, ending)
	}
	return all
}

// files returns the names of the files that begin and end so. There are none in a folder that cannot be
// read, or does not exist yet.
func (f *Folder) files(beginning, ending string) (names []string) {
	all, _ := os.ReadDir(f.path)
	for _, e := range all {
		if rest, ok := strings.CutPrefix(e.Name(), beginning); ok && strings.HasSuffix(rest, ending) {
			names = append(names, e.Name())
		}
	}
	return names
}

func (f *Folder) file(name, ending string) string { return filepath.Join(f.path, name+ending) }

// begin reserves an unused name and locks it.
func (f *Folder) begin() (name string, lock *flock.Flock, err error) {
	if err := os.MkdirAll(f.path, 0o700); err != nil {
		return "", nil, err
	}
	for {
		file, err := os.CreateTemp(f.path, "pending-*"+lockEnding) // readable by its owner only
		if err != nil {
			return "", nil, err
		}
		if err := file.Close(); err != nil {
			return "", nil, err
		}
		lock, err := lockFile(file.Name(), patience)
		if errors.Is(err, ErrGone) { // it was taken for one that a killed shell has left
			continue
		}
		return strings.TrimSuffix(filepath.Base(file.Name()), lockEnding), lock, err
	}
}

// write replaces an entry by a new one, so that after a crash either one or the other is
// there in full.
func (f *Folder) write(name string, e *Entry) error {
	text, err := e.marshal()
	if err != nil {
		return err
	}
	unfinished := f.file(name, newEnding)
	file, err := os.OpenFile(unfinished, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(unfinished, f.file(name, ending))
	}
	if err != nil {
		return errors.Join(err, removed(unfinished))
	}
	return f.sync()
}

// remove removes an entry whose lock is held, and unlocks it.
func (f *Folder) remove(name string, lock *flock.Flock) error {
	return errors.Join(removed(f.file(name, newEnding)), removed(f.file(name, ending)), f.sync(), removed(f.file(name, lockEnding)), lock.Unlock())
}

// sync flushes the folder to the disk.
func (f *Folder) sync() error {
	dir, err := os.Open(f.path)
	if err != nil {
		return err
	}
	err = dir.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrInvalid) || errors.Is(err, fs.ErrPermission) {
		err = nil // not every file system, or system, can
	}
	return errors.Join(err, dir.Close())
}

// removed removes a file if it exists.
func removed(file string) error {
	if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// maxBytes limits the size of a file that is read.
const maxBytes = 1 << 30

func (f *Folder) read(name string) (*Entry, error) {
	file, err := os.Open(f.file(name, ending))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxBytes+1))
	if err == nil && len(text) > maxBytes {
		err = fmt.Errorf("it is larger than %d bytes", maxBytes)
	}
	if err != nil {
		return nil, err
	}
	e, err := Parse(text)
	if err != nil {
		return nil, err
	}
	e.ID = name
	return e, nil
}
