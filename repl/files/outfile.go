package files

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sessh/repl/hint"
)

// An Out is a file that a command writes. It is written under another name in the same
// folder, and renamed when it is complete; until then an existing file stays. Devices and
// pipes are written directly, and so are the files of a walkthrough, which are removed with
// it.
type Out struct {
	io.WriteCloser
	name  string   // as typed
	temp  *os.File // under the other name; nil: it is written directly
	path  string   // of the complete file
	force bool
}

// Create creates a file that only its owner can read, since it shows the content of
// sessions. An existing file is refused unless force is set.
func (set *Set) Create(ctx context.Context, name string, force bool) (*Out, error) {
	name = atHome(name)
	if set.direct(name) {
		return set.createAsIs(ctx, name, force)
	}
	path := name
	old, err := os.Stat(path)
	if _, lerr := os.Lstat(path); lerr == nil && !force {
		return nil, alreadyThere(name)
	}
	switch {
	case err == nil && openAlready(path, old):
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
		return &Out{WriteCloser: f, name: name}, named(err, name)
	case err == nil:
		if path, err = overwritable(path); err != nil {
			return nil, named(err, name)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, named(err, name)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".sessh-*") // of mode 0600
	if err != nil {
		return nil, set.nowhere(named(err, name), name)
	}
	if old != nil {
		if err := f.Chmod(old.Mode().Perm()); err != nil {
			return nil, errors.Join(named(err, name), f.Close(), os.Remove(f.Name()))
		}
	}
	return &Out{f, name, f, path, force}, nil
}

// CreateInPlace is Create for a file that is useful while it is written: a new file has its
// name from the beginning.
func (set *Set) CreateInPlace(ctx context.Context, name string, force bool) (*Out, error) {
	name = atHome(name)
	f, err := set.openNew(ctx, name, refuse)
	if errors.Is(err, fs.ErrExist) {
		return set.Create(ctx, name, force)
	}
	return &Out{WriteCloser: f, name: name}, err
}

// createAsIs creates a file that is written directly.
func (set *Set) createAsIs(ctx context.Context, name string, force bool) (*Out, error) {
	existing := refuse
	if force {
		existing = truncate
	}
	f, err := set.openNew(ctx, name, existing)
	if errors.Is(err, fs.ErrExist) {
		return nil, alreadyThere(name)
	}
	return &Out{WriteCloser: f, name: name}, err
}

func alreadyThere(name string) error {
	return hint.With(errors.New(name+" is already there"), "--force overwrites it")
}

// overwritable returns the name, with symbolic links resolved, of a file that can be
// written.
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

// direct reports whether a file is written directly: it belongs to a walkthrough, or
// writing it may block.
func (f *Set) direct(name string) bool { return f != nil && f.Confined || f.MayBlock(name) }

// openAlready reports whether the file at path is one that the process was started with,
// such as /dev/stdout, so that no other file can take its place.
func openAlready(path string, info fs.FileInfo) bool {
	if !info.Mode().IsRegular() || strings.HasPrefix(path, "/dev/") || strings.HasPrefix(path, "/proc/") {
		return true
	}
	for _, f := range []*os.File{os.Stdout, os.Stderr} {
		if open, err := f.Stat(); err == nil && os.SameFile(info, open) {
			return true
		}
	}
	return false
}

// Finish closes the file and gives it its name. If err is not nil, or an operation fails,
// an existing file of that name stays.
func (f *Out) Finish(err error) error {
	if err == nil && f.temp != nil {
		err = f.temp.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil && f.temp != nil {
		err = f.rename()
	}
	if err != nil && f.temp != nil {
		os.Remove(f.temp.Name())
	}
	return err
}

func (f *Out) rename() error {
	if !f.force { // another program may have created one meanwhile
		err := os.Link(f.temp.Name(), f.path)
		if err == nil {
			return os.Remove(f.temp.Name())
		}
		if errors.Is(err, fs.ErrExist) {
			return alreadyThere(f.name)
		}
	}
	err := os.Rename(f.temp.Name(), f.path)
	if about, ok := errors.AsType[*os.LinkError](err); ok {
		return &fs.PathError{Op: about.Op, Path: f.name, Err: about.Err}
	}
	return err
}

// Append opens a file to write at its end. It is created if it is not there.
func (set *Set) Append(ctx context.Context, name string) (*Out, error) {
	name = atHome(name)
	f, err := set.openNew(ctx, name, atItsEnd)
	return &Out{WriteCloser: f, name: name}, err
}
