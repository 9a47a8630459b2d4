package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sessh/repl/hint"
	"sessh/repl/screen"
)

// nowhere returns an error about a file with a hint, if there is no folder that it could be in.
func (f *Set) nowhere(err error, name string) error {
	if dir := filepath.Dir(name); errors.Is(err, fs.ErrNotExist) && !f.hasFolder(dir) {
		return hint.With(err, "there is no folder %s", screen.Safe(dir))
	}
	return err
}

// missing returns an error about a file with a hint, if the file is not there to be read.
func (f *Set) missing(err error, name string) error {
	if !errors.Is(err, fs.ErrNotExist) || !f.hasFolder(filepath.Dir(name)) {
		return f.nowhere(err, name)
	}
	dir, base := filepath.Split(name)
	if near := hint.OnlyNearest(base, alike(base, f.names(dir))); near != "" {
		return hint.With(err, "%s", hint.DidYouMean(screen.Safe(dir+near)))
	}
	return hint.With(err, "Tab completes the names of files")
}

// hasFolder is isFolder, also beside the walkthrough.
func (f *Set) hasFolder(dir string) bool {
	for x := f; x != nil && x.Beside != "" && filepath.IsLocal(dir); x = x.Outer {
		if info, err := os.Stat(filepath.Join(x.Beside, dir)); err == nil && info.IsDir() {
			return true
		}
	}
	return f.isFolder(dir)
}

// alike returns the names that may have been meant by base: those with the same ending differ in what
// is before it.
func alike(base string, names []string) (all []string) {
	ending := filepath.Ext(base)
	typed := strings.ToLower(strings.TrimSuffix(base, ending))
	for _, n := range names {
		if filepath.Ext(n) != ending || hint.IsNear(typed, strings.ToLower(strings.TrimSuffix(n, ending))) {
			all = append(all, n)
		}
	}
	return all
}

// mostNames is how many names of a folder are looked through.
const mostNames = 10_000

// names returns the names in a folder, wherever the Set looks for it.
func (f *Set) names(dir string) (all []string) {
	list := func(folder *os.File, err error) {
		if err != nil {
			return
		}
		defer folder.Close()
		names, _ := folder.Readdirnames(mostNames)
		all = append(all, names...)
	}
	dir = filepath.Clean(dir) // of "" it is "."
	for x := f; x != nil && filepath.IsLocal(dir); x = x.Outer {
		if x.Own != nil {
			list(x.Own.Open(dir))
		}
		if x.Beside != "" {
			list(os.Open(filepath.Join(x.Beside, dir)))
		}
	}
	list(os.Open(dir))
	return all
}
