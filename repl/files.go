package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"sessh/repl/hint"
	"sessh/repl/walkthrough"
	"sessh/session"
)

// files is where the files are that lines name. Those of a walkthrough are in a folder
// of its own, which is removed when it ends, so that it can be replayed anywhere and
// again: what it writes under a relative name is there, and what it reads is looked for
// there first. A walkthrough may be a stranger's: it writes nowhere else, and of what is
// elsewhere it reads regular files alone. nil is the files of the process.
type files struct {
	confined bool     // to its own folder: the lines are those of a walkthrough
	own      *os.Root // nil for none
	outer    *files   // of the shell that replays; nil: the files of the process
}

// open opens a file to be read.
func (f *files) open(ctx context.Context, name string) (io.ReadCloser, error) {
	for x := f; x != nil; x = x.outer {
		if x.own == nil || !filepath.IsLocal(name) {
			continue
		}
		file, err := x.own.Open(name)
		if err == nil {
			return opened(ctx, file, name, true)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, named(err, name)
		}
	}
	return openProcessFile(ctx, name, f != nil && f.confined)
}

// read is what is in a file, which may be of so many bytes.
func (f *files) read(ctx context.Context, name string, most int64) ([]byte, error) {
	file, err := f.open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readAll(file, name, most)
}

func readAll(r io.Reader, name string, most int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(b)) > most {
		return nil, fmt.Errorf("%s is %w: more than %d bytes", name, session.ErrTooLarge, most)
	}
	return b, named(err, name)
}

// create opens a file to be written, where force is set one that is there already, too.
// What it shows of sessions is for its owner.
func (f *files) create(ctx context.Context, name string, force bool) (io.WriteCloser, error) {
	how := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if force {
		how = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	if f == nil || !f.confined {
		return createProcessFile(ctx, name, how)
	}
	if f.own == nil || !filepath.IsLocal(name) {
		return nil, outside(name)
	}
	if dir := filepath.Dir(name); f.outer.isFolder(dir) {
		_ = f.own.MkdirAll(dir, 0o700) // where it fails, so does the writing
	}
	file, err := f.own.OpenFile(name, how, 0o600)
	if err != nil {
		return nil, named(err, name)
	}
	return file, nil
}

// rewrite gives a file that was read another content.
func (f *files) rewrite(ctx context.Context, name string, text []byte) error {
	if f == nil || !f.confined {
		return walkthrough.WriteFile(name, text)
	}
	file, err := f.create(ctx, name, true)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	return named(errors.Join(err, file.Close()), name)
}

// isFolder reports whether files could be in a folder of such a name.
func (f *files) isFolder(name string) bool {
	if f != nil && f.own != nil {
		if info, err := f.own.Stat(name); err == nil {
			return info.IsDir()
		}
	}
	if f != nil {
		return f.outer.isFolder(name)
	}
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// waits reports whether writing to a file that is there may wait for its reader.
func (f *files) waits(name string) bool {
	if f != nil && f.confined {
		return false
	}
	info, err := os.Stat(name)
	return err == nil && !info.IsDir() && !info.Mode().IsRegular()
}

func outside(name string) error {
	return hint.With(fmt.Errorf("%s is outside of the walkthrough's own folder: a walkthrough writes nothing there", name),
		"a relative name without .. is in that folder; at the prompt the line writes anywhere")
}

// named is an error about a file with the name that was typed.
func named(err error, name string) error {
	var about *fs.PathError
	if errors.As(err, &about) {
		op := about.Op
		switch op {
		case "openat", "stat":
			op = "open"
		}
		return &fs.PathError{Op: op, Path: name, Err: about.Err}
	}
	return err
}
