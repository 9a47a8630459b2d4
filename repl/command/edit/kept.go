package edit

import (
	"bytes"
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sessh/repl/command"
	"sessh/repl/screen"
)

// maxKept is how many texts are kept.
const maxKept = 20

// keep writes what was saved in an editor to a file that only its owner can read, if it is not
// what the editor was given, and names the file.
func keep(env command.Env, left, given []byte) {
	folder := env.Shell.KeptEdits()
	if folder == "" || len(left) == 0 || bytes.Equal(left, given) {
		return
	}
	name, err := keepIn(folder, left)
	if err != nil {
		env.Out.Remark("what was edited could not be kept: %v", err)
		return
	}
	env.Out.Remark("what was edited is kept in %s", screen.Safe(name))
}

// keepIn writes a text to a new file of a folder, and removes the oldest ones there.
func keepIn(folder string, text []byte) (name string, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	file, err := os.CreateTemp(folder, "edit-*.json") // readable by its owner only
	if err != nil {
		return "", err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err != nil {
		return "", errors.Join(err, os.Remove(file.Name()))
	}
	prune(folder)
	return file.Name(), nil
}

// prune removes the oldest texts in a folder beyond [maxKept]. One that cannot be removed stays.
func prune(folder string) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	var kept []os.FileInfo
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && info.Mode().IsRegular() && strings.HasPrefix(e.Name(), "edit-") {
			kept = append(kept, info)
		}
	}
	slices.SortFunc(kept, func(a, b os.FileInfo) int {
		return cmp.Or(b.ModTime().Compare(a.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	for _, info := range kept[min(maxKept, len(kept)):] {
		_ = os.Remove(filepath.Join(folder, info.Name()))
	}
}
