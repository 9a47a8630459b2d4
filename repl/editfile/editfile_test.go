package editfile

import (
	"os"
	"path/filepath"
	"testing"
)

// TestKeep: what was changed is kept with what vim has not written, and named once; all else is
// removed.
func TestKeep(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name         string
		saved        string
		swap, plain  bool // files that the editor leaves beside it
		keeps        bool
		noFolder     bool
		wantLeft     int // files, with the mark
		wantSwap, ok bool
	}{
		{name: "changed", saved: "2", keeps: true, ok: true, wantLeft: 2},
		{name: "unchanged", saved: "1", keeps: true},
		{name: "unchanged, with a backup", saved: "1", plain: true, keeps: true},
		{name: "unwritten", saved: "1", swap: true, keeps: true, ok: true, wantLeft: 3, wantSwap: true},
		{name: "removed", saved: "2", swap: true, plain: true},
		{name: "nowhere", saved: "2", noFolder: true, keeps: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "state", "edits")
			if test.noFolder {
				folder = ""
			}
			f, err := New(folder, "value.json", []byte("1"))
			if err != nil {
				t.Fatal(err)
			}
			dir, base := filepath.Split(f.Name)
			write := func(name, text string) {
				if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			write(f.Name, test.saved)
			if test.swap {
				write(filepath.Join(dir, "."+base+".swp"), "3")
			}
			if test.plain {
				write(f.Name+"~", "1")
			}
			ok := false
			var kept Kept
			if test.keeps {
				kept, ok, err = f.Keep()
			} else {
				f.Remove()
			}
			if err != nil || ok != test.ok || (kept.Swap != "") != test.wantSwap {
				t.Errorf("%+v, %v, %v", kept, ok, err)
			}
			if left, _ := os.ReadDir(dir); len(left) != test.wantLeft {
				t.Errorf("there are %v", left)
			}
			told := Untold(folder)
			if (len(told) == 1) != test.ok || test.ok && told[0] != kept {
				t.Errorf("to be told are %v", told)
			}
			if again := Untold(folder); len(again) > 0 {
				t.Errorf("%v are told again", again)
			}
		})
	}
}

// TestUnwritableFolder: where nothing can be kept a text is edited all the same, and Keep fails.
func TestUnwritableFolder(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := New(filepath.Join(file, "edits"), "value.json", []byte("1"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(f.Name, []byte("2"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := f.Keep(); ok || err == nil {
		t.Errorf("it is kept: %v, %v", ok, err)
	}
	if _, err := os.Stat(filepath.Dir(f.Name)); !os.IsNotExist(err) {
		t.Errorf("the folder is there: %v", err)
	}
}
