// Package editfile has the files that are opened in an editor, and keeps those whose text would
// be lost otherwise.
//
// A [File] is opened in the folder in which it is kept. So it stays where it is, as does what the
// editor leaves beside it, such as vim's swap file when the terminal is closed. [File.Keep] marks
// it as one that was perhaps not named to the user, whose terminal may be gone; the next shell calls
// [Untold].
package editfile

import (
	"bytes"
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A File is a text in a file that only its owner can read, to be opened in an editor.
type File struct {
	Name   string // with its path
	given  []byte
	keeps  bool
	broken error // why it cannot be kept
}

// New writes a text to a new file in a folder. For "", and where the folder cannot be written, it
// is in a temporary folder, where nothing is kept, and has the given name.
func New(folder, name string, text []byte) (*File, error) {
	f := &File{given: text}
	if folder != "" {
		f.Name, f.broken = create(folder)
		f.keeps = f.broken == nil
	}
	if !f.keeps {
		dir, err := os.MkdirTemp("", "sessh-edit-")
		if err != nil {
			return nil, err
		}
		f.Name = filepath.Join(dir, name)
	}
	if err := os.WriteFile(f.Name, text, 0o600); err != nil {
		f.Remove()
		return nil, err
	}
	return f, nil
}

// What the names of files in the folder begin and end with. Those of the files that an editor
// leaves beside one have its whole name in them.
const (
	prefix = "edit-"
	suffix = ".json"
	untold = ".untold"
)

func create(folder string) (name string, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	file, err := os.CreateTemp(folder, prefix+"*"+suffix) // readable by its owner only
	if err != nil {
		return "", err
	}
	return file.Name(), file.Close()
}

// Remove removes the file, and what the editor has left beside it.
func (f *File) Remove() {
	if !f.keeps {
		_ = os.RemoveAll(filepath.Dir(f.Name))
		return
	}
	remove(f.Name)
}

func remove(name string) {
	for _, x := range beside(name) {
		_ = os.Remove(filepath.Join(filepath.Dir(name), x))
	}
	_ = os.Remove(name)
}

// beside returns the names of the files that belong to one.
func beside(name string) (names []string) {
	entries, err := os.ReadDir(filepath.Dir(name))
	if err != nil {
		return nil
	}
	base := filepath.Base(name)
	for _, e := range entries {
		if e.Type().IsRegular() && e.Name() != base && strings.Contains(e.Name(), base) {
			names = append(names, e.Name())
		}
	}
	return names
}

// A Kept is a file that is kept.
type Kept struct {
	Name string
	Swap string // the name of a file with what vim had not written; "": there is none
}

// Keep keeps the file, if there is a text in it that is not the one that it was given, or if
// vim has left a swap file beside it; otherwise, or if it cannot be kept, it is removed, and ok is
// false. The oldest files are removed as well.
func (f *File) Keep() (kept Kept, ok bool, err error) {
	left, err := os.ReadFile(f.Name)
	kept = keptAs(f.Name)
	isNew := kept.Swap != "" || len(left) > 0 && !bytes.Equal(left, f.given)
	if !f.keeps || !isNew {
		f.Remove()
		if isNew {
			err = f.broken
		}
		return Kept{}, false, err
	}
	_ = os.WriteFile(f.Name+untold, nil, 0o600) // else the next shell does not name it
	prune(filepath.Dir(f.Name))
	return kept, true, nil
}

func keptAs(name string) Kept {
	k := Kept{Name: name}
	for _, x := range beside(name) {
		if strings.HasPrefix(filepath.Ext(x), ".sw") {
			k.Swap = x
		}
	}
	return k
}

// maxKept is how many texts are kept.
const maxKept = 20

// prune removes the oldest texts in a folder beyond [maxKept]. One that cannot be removed stays.
func prune(folder string) {
	all := list(folder)
	for _, info := range all[min(maxKept, len(all)):] {
		remove(filepath.Join(folder, info.Name()))
	}
}

// list returns the texts in a folder, the newest first.
func list(folder string) (all []os.FileInfo) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && info.Mode().IsRegular() && strings.HasPrefix(e.Name(), prefix) && strings.HasSuffix(e.Name(), suffix) {
			all = append(all, info)
		}
	}
	slices.SortFunc(all, func(a, b os.FileInfo) int {
		return cmp.Or(b.ModTime().Compare(a.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	return all
}

// Untold returns the files that were kept since the last call, the newest first.
func Untold(folder string) (all []Kept) {
	if folder == "" {
		return nil
	}
	for _, info := range list(folder) {
		name := filepath.Join(folder, info.Name())
		k := keptAs(name)
		err := os.Remove(name + untold)
		if err == nil || !errors.Is(err, os.ErrNotExist) {
			all = append(all, k)
		}
	}
	return all
}
