package repl

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// An outFile is a file that a command writes. It is written under another name in the
// same folder, and takes its own when it is whole: until then what was there stays.
// Devices, pipes and the like are written as they are.
type outFile struct {
	*os.File
	name    string // as it was typed
	path    string // that it gets in the end; "": it has it
	force   bool
	discard func() // what is to be done where it does not become whole
}

// create opens a file to be written: only its owner can read it, since it shows what
// sessions hold. Without force one that is there already is refused.
func (sh *Shell) create(name string, force bool) (*outFile, error) {
	path := sh.files.writing(name)
	old, err := os.Stat(path)
	if _, lerr := os.Lstat(path); lerr == nil && !force {
		return nil, withHint(errors.New(name+" is already there"), "--force overwrites it")
	}
	switch {
	case err == nil && direct(path, old):
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
		return &outFile{File: f, name: name, discard: func() {}}, named(err, name)
	case err == nil:
		if path, err = overwritable(path); err != nil {
			return nil, named(err, name)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, named(err, name)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".sessh-*") // of mode 0600
	if err != nil {
		return nil, named(err, name)
	}
	if old != nil {
		if err := f.Chmod(old.Mode().Perm()); err != nil {
			return nil, errors.Join(named(err, name), f.Close(), os.Remove(f.Name()))
		}
	}
	return &outFile{File: f, name: name, path: path, force: force, discard: func() { os.Remove(f.Name()) }}, nil
}

// createNow is create for a file that is of use while it is written: one that was not
// there has its name from the beginning.
func (sh *Shell) createNow(name string, force bool) (*outFile, error) {
	path := sh.files.writing(name)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return sh.create(name, force)
	}
	return &outFile{File: f, name: name, discard: func() {}}, named(err, name)
}

// overwritable is the name behind symbolic links of a file that can be written to.
func overwritable(path string) (string, error) {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return "", err
	}
	if err := f.Close(); err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(path)
}

// direct reports whether what is at path cannot be replaced by another file: it is no
// regular one, or one that the process was given open, under a name like /dev/stdout.
func direct(path string, info fs.FileInfo) bool {
	if !info.Mode().IsRegular() || strings.HasPrefix(path, "/dev/") || strings.HasPrefix(path, "/proc/") {
		return true
	}
	for _, f := range []*os.File{os.Stdout, os.Stderr} {
		if given, err := f.Stat(); err == nil && os.SameFile(info, given) {
			return true
		}
	}
	return false
}

// finish closes the file, and gives it its name; where err is one, or what it does
// fails, what was at that name stays.
func (f *outFile) finish(err error) error {
	if err == nil && f.path != "" {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil && f.path != "" {
		err = f.rename()
	}
	if err != nil {
		f.discard()
	}
	return err
}

func (f *outFile) rename() error {
	if !f.force { // another program may have made one meanwhile
		err := os.Link(f.File.Name(), f.path)
		if err == nil {
			return os.Remove(f.File.Name())
		}
		if errors.Is(err, fs.ErrExist) {
			return withHint(errors.New(f.name+" is already there"), "--force overwrites it")
		}
	}
	err := os.Rename(f.File.Name(), f.path)
	var about *os.LinkError
	if errors.As(err, &about) {
		return &fs.PathError{Op: about.Op, Path: f.name, Err: about.Err}
	}
	return err
}
