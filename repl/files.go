package repl

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// files is where the files are that lines name. Those of a walkthrough are in a folder
// of its own, which is removed when it ends, so that it can be replayed anywhere and
// again: what it writes under a relative name is there, and what it reads is looked for
// there first. The zero value is the files of the process.
type files struct {
	own   string // "" for none
	outer *files // of the shell that replays; nil: the files of the process
}

// reading is the name of a file to be read.
func (f *files) reading(name string) string {
	if f == nil {
		return name
	}
	if f.owns(name) {
		own := filepath.Join(f.own, name)
		if _, err := os.Stat(own); err == nil {
			return own
		}
	}
	return f.outer.reading(name)
}

// writing is the name of a file to be written.
func (f *files) writing(name string) string {
	if f == nil || !f.owns(name) {
		return name
	}
	own := filepath.Join(f.own, name)
	if info, err := os.Stat(f.outer.reading(filepath.Dir(name))); err == nil && info.IsDir() {
		_ = os.MkdirAll(filepath.Dir(own), 0o700) // where it fails, so does the writing
	}
	return own
}

func (f *files) owns(name string) bool { return f.own != "" && filepath.IsLocal(name) }

// named is an error about a file with the name that was typed.
func named(err error, name string) error {
	var about *fs.PathError
	if errors.As(err, &about) {
		return &fs.PathError{Op: about.Op, Path: name, Err: about.Err}
	}
	return err
}
