package programs

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
)

func TestFind(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]End{
		"":                  {0, "", true},
		" gr":               {1, "gr", true},
		"grep x":            {5, "x", false},
		"grep x ":           {7, "", false},
		"grep x | so":       {9, "so", true},
		"grep x|so":         {7, "so", true},
		"a && b":            {5, "b", true},
		"a; (b":             {4, "b", true},
		"LANG=C so":         {7, "so", true},
		"'a b":              {0, "a b", true},
		`grep "a | b`:       {5, "a | b", false},
		`grep 'x' a\ b`:     {9, "a b", false},
		"sort >ou":          {6, "ou", false},
		"sort > ou":         {7, "ou", false},
		"./pro":             {0, "./pro", false},
		`echo "it\"s`:       {5, `it"s`, false},
		`grep ''`:           {5, "", false},
		`grep \`:            {5, "", false},
		"sh -c 'a; b' | le": {15, "le", true},
	} {
		if got := Find(line); got != want {
			t.Errorf("%q ends in %+v, want %+v", line, got, want)
		}
	}
}

func TestOn(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("skipped: files have no mode here")
	}
	a, b := t.TempDir(), t.TempDir()
	for name, mode := range map[string]os.FileMode{a + "/one": 0o755, a + "/on": 0o644, a + "/two": 0o755, b + "/one": 0o755, b + "/only": 0o700} {
		if err := os.WriteFile(name, nil, mode); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(a+"/two", b+"/onto"); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(b+"/onward", 0o755); err != nil {
		t.Fatal(err)
	}
	path := a + string(filepath.ListSeparator) + b + string(filepath.ListSeparator) + b + "/nosuch"
	if got := On(path, "on"); !slices.Equal(got, []string{"one", "only", "onto"}) {
		t.Errorf("programs are %q", got)
	}
}

func TestQuote(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"a.txt": "a.txt", "a b": "'a b'", "it's": `'it'\''s'`, "$HOME": "'$HOME'", "日本/": "日本/", "": "''"} {
		if got := Quote(text); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
		if e := Find("x " + want); text != "" && e.Text != text {
			t.Errorf("%s is read as %q", want, e.Text)
		}
	}
}
