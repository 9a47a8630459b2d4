package files

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"sessh/repl/hint"
)

// TestConfined: not even by a link does a walkthrough write outside its own folder.
func TestConfined(t *testing.T) {
	t.Parallel()
	dir, victim := t.TempDir(), filepath.Join(t.TempDir(), "victim")
	if err := os.WriteFile(victim, []byte("as it was"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(victim, filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	if err := os.Symlink(filepath.Dir(victim), filepath.Join(dir, "folder")); err != nil {
		t.Skip(err)
	}
	own, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer own.Close()
	f, ctx := &Set{Confined: true, Own: own}, context.Background()
	for _, name := range []string{"link", "folder/victim", "folder/new", victim, "../x", ".."} {
		if w, err := f.openNew(ctx, name, truncate); err == nil {
			w.Close()
			t.Errorf("%s is created", name)
		}
		if err := f.Rewrite(ctx, name, nil); err == nil {
			t.Errorf("%s is rewritten", name)
		}
	}
	if b, err := os.ReadFile(victim); string(b) != "as it was" {
		t.Errorf("%q %v", b, err)
	}
	if r, err := f.Open(ctx, "link"); err == nil {
		r.Close()
		t.Error("a link that leads out is followed")
	}
	if runtime.GOOS != "windows" {
		if r, err := f.Open(ctx, os.DevNull); err == nil {
			r.Close()
			t.Error("a device is read")
		}
	}
	if _, err := (&Set{Confined: true}).openNew(ctx, "x", refuse); err == nil {
		t.Error("without a folder of its own a walkthrough writes")
	}
}

// TestRewriteKeepsPermissionsAndLinks: a file that is rewritten is reached as before, and by
// the same people.
func TestRewriteKeepsPermissionsAndLinks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file, link := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	if err := os.WriteFile(file, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		t.Fatal(err)
	}
	if err := (*Set)(nil).Rewrite(t.Context(), link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	info, _ := os.Lstat(link)
	b, _ := os.ReadFile(file)
	if fi, _ := os.Stat(file); fi.Mode().Perm() != 0o640 || info.Mode()&os.ModeSymlink == 0 || string(b) != "new" {
		t.Error(fi.Mode(), info.Mode(), string(b))
	}
	if err := (*Set)(nil).Rewrite(t.Context(), filepath.Join(dir, "none", "x"), nil); err == nil {
		t.Error("a folder that is not there")
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 2 {
		t.Error("a temporary file is left")
	}
}

// TestAtHome: "~/" is the user's folder, for files that are read and that are written.
func TestAtHome(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	var set *Set
	out, err := set.Create(t.Context(), "~/out", false)
	if err == nil {
		_, err = io.WriteString(out, "one\n")
		err = out.Finish(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if out, err = set.Append(t.Context(), "~/out"); err == nil {
		_, err = io.WriteString(out, "two\n")
		err = out.Finish(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"~/out", filepath.Join(home, "out")} {
		if text, err := set.Read(t.Context(), name, 100); err != nil || string(text) != "one\ntwo\n" {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
	if _, err := os.Stat("~"); err == nil {
		t.Error("there is a folder ~")
	}
}

// TestMissingFile: a hint says which file may have been meant, or which folder is not there.
func TestMissingFile(t *testing.T) {
	t.Parallel()
	dir, own := t.TempDir(), t.TempDir()
	for _, name := range []string{"visitors.jsonl", "walk.md", filepath.Join("sub", "inner.md")} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(own)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	within := func(name string) string { return filepath.Join(dir, name) }
	confined := &Set{Confined: true, Own: root, Beside: dir}
	for _, tt := range []struct {
		set        *Set
		name, hint string
	}{
		{nil, within("vistors.jsonl"), "did you mean " + within("visitors.jsonl") + "?"},
		{nil, within("visitors.json"), "did you mean " + within("visitors.jsonl") + "?"},
		{nil, within("wlak.md"), "did you mean " + within("walk.md") + "?"},
		{nil, within("xy.md"), "Tab completes the names of files"},
		{nil, within(filepath.Join("none", "walk.md")), "there is no folder " + within("none")},
		{confined, "wlak.md", "did you mean walk.md?"},
		{confined, filepath.Join("sub", "iner.md"), "did you mean " + filepath.Join("sub", "inner.md") + "?"},
		{confined, filepath.Join("none", "walk.md"), "there is no folder none"},
	} {
		_, err := tt.set.Open(context.Background(), tt.name)
		if h, ok := errors.AsType[*hint.Error](err); !ok || h.Text != tt.hint || !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: %v, want the hint %q", tt.name, h, tt.hint)
		}
	}
	for _, create := range []func(*Set, string) error{
		func(f *Set, name string) error { _, err := f.Create(context.Background(), name, false); return err },
		func(f *Set, name string) error {
			_, err := f.CreateInPlace(context.Background(), name, true)
			return err
		},
		func(f *Set, name string) error { _, err := f.Append(context.Background(), name); return err },
	} {
		err := create(nil, within(filepath.Join("none", "x")))
		if h, ok := errors.AsType[*hint.Error](err); !ok || h.Text != "there is no folder "+within("none") {
			t.Errorf("created: %v with %v", err, h)
		}
	}
}
