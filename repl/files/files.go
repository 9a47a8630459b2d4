package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sessh/repl/hint"
	"sessh/session/storage"
)

// A Set opens the files that lines name. The Set of a walkthrough has a folder of its own,
// which is removed when the walkthrough ends, so that it can be replayed anywhere, any
// number of times: files with relative names are written there, and looked for there first,
// then beside the walkthrough. A walkthrough may come from a stranger, so its Set writes nowhere else and reads only
// regular files elsewhere. A nil Set opens the files of the process.
type Set struct {
	Confined bool     // to Own, for a walkthrough
	Own      *os.Root // nil: there is none
	Beside   string   // the folder of the walkthrough, where names are looked for next; "": nowhere
	Outer    *Set     // of the shell that replays the walkthrough; nil: the files of the process
}

// Open opens a file for reading.
func (f *Set) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	name = atHome(name)
	for x := f; x != nil && filepath.IsLocal(name); x = x.Outer {
		if x.Own != nil {
			file, err := x.Own.Open(name)
			if err == nil {
				return opened(ctx, file, name, true)
			}
			if !errors.Is(err, fs.ErrNotExist) {
				return nil, named(err, name)
			}
		}
		if x.Beside == "" {
			continue
		}
		file, err := openProcessFile(ctx, filepath.Join(x.Beside, name), true)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return file, named(err, name)
		}
	}
	file, err := openProcessFile(ctx, name, f != nil && f.Confined)
	return file, f.missing(err, name)
}

// Read returns the content of a file of at most most bytes.
func (f *Set) Read(ctx context.Context, name string, most int64) ([]byte, error) {
	file, err := f.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return ReadAll(file, name, most)
}

// ReadAll reads r to its end. It fails with [storage.ErrTooLarge] above most bytes; name
// stands in the error.
func ReadAll(r io.Reader, name string, most int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(b)) > most {
		return nil, fmt.Errorf("%s is %w: more than %d bytes", name, storage.ErrTooLarge, most)
	}
	return b, named(err, name)
}

// What [Set.openNew] does with an existing file.
const (
	refuse   = os.O_EXCL
	truncate = os.O_TRUNC
	atItsEnd = os.O_APPEND
)

// openNew opens a file for writing. If it is not there, it is created so that only its owner
// can read it; existing decides what is done otherwise.
func (f *Set) openNew(ctx context.Context, name string, existing int) (io.WriteCloser, error) {
	how := os.O_WRONLY | os.O_CREATE | existing
	if f == nil || !f.Confined {
		file, err := createProcessFile(ctx, name, how)
		return file, f.nowhere(named(err, name), name)
	}
	if f.Own == nil || !filepath.IsLocal(name) {
		return nil, outside(name)
	}
	if dir := filepath.Dir(name); f.Outer.isFolder(dir) {
		_ = f.Own.MkdirAll(dir, 0o700) // if it fails, so does opening the file
	}
	file, err := f.Own.OpenFile(name, how, 0o600)
	if err != nil {
		return nil, f.nowhere(named(err, name), name)
	}
	return file, nil
}

// Rewrite replaces the content of a file that was read.
func (f *Set) Rewrite(ctx context.Context, name string, text []byte) error {
	out, err := f.Create(ctx, name, true)
	if err != nil {
		return err
	}
	_, err = out.Write(text)
	return named(out.Finish(err), name)
}

// isFolder reports whether a folder of that name exists.
func (f *Set) isFolder(name string) bool {
	if f != nil && f.Own != nil {
		if info, err := f.Own.Stat(name); err == nil {
			return info.IsDir()
		}
	}
	if f != nil {
		return f.Outer.isFolder(name)
	}
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// MayBlock reports whether writing to an existing file may wait for its reader.
func (f *Set) MayBlock(name string) bool {
	if f != nil && f.Confined {
		return false
	}
	info, err := os.Stat(name)
	return err == nil && !info.IsDir() && !info.Mode().IsRegular()
}

// atHome returns a name in which "~/" at the beginning stands for the user's folder, as in a shell.
func atHome(name string) string {
	rest, ok := strings.CutPrefix(name, "~/")
	if !ok {
		return name
	}
	folder, err := os.UserHomeDir()
	if err != nil {
		return name
	}
	return filepath.Join(folder, rest)
}

func outside(name string) error {
	return hint.With(fmt.Errorf("%s is outside the walkthrough's folder: walkthroughs cannot write there", name),
		"a relative name without .. is in that folder; at the prompt the line writes anywhere")
}

// named returns an error about a file with the name that was typed.
func named(err error, name string) error {
	if about, ok := errors.AsType[*fs.PathError](err); ok {
		op := about.Op
		switch op {
		case "openat", "stat":
			op = "open"
		}
		return &fs.PathError{Op: op, Path: name, Err: about.Err}
	}
	return err
}
