package line

import (
	"os"
	"path/filepath"
	"testing"
)

func TestInputrc(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		want bool
	}{
		{"", false},
		{"set editing-mode vi\n", true},
		{"  SET Editing-Mode VI # keys\n", true},
		{"set editing-mode emacs\n", false},
		{"set editing-mode vi\nset editing-mode emacs\n", false},
		{"#set editing-mode vi\n", false},
		{"set editing-mode\nset\n$if\n$endif\n$endif\n$else\n", false},
		{"$if bash\nset editing-mode vi\n$endif\n", false},
		{"$if Sessh\nset editing-mode vi\n$else\nset editing-mode emacs\n$endif\n", true},
		{"$if bash\n$if sessh\nset editing-mode vi\n$endif\n$else\nset editing-mode vi\n$endif\n", true},
		{"$if term=xterm\nset editing-mode vi\n$endif\n", true},
		{"$if mode=vi\nset editing-mode emacs\n$else\nset editing-mode vi\n$endif\n", true},
		{"$include INCLUDED\n", true},
		{"$include SELF\nset editing-mode vi\n", true},
		{"$include /nowhere\n", false},
	} {
		dir := t.TempDir()
		name, included := filepath.Join(dir, ".inputrc"), filepath.Join(dir, "Other")
		text := tt.text
		if text == "$include INCLUDED\n" {
			text = "$include " + included + "\n"
		} else if text == "$include SELF\nset editing-mode vi\n" {
			text = "$include " + name + "\nset editing-mode vi\n"
		}
		for file, text := range map[string]string{name: text, included: "set editing-mode vi\n"} {
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for _, env := range []map[string]string{{"HOME": dir, "TERM": "xterm-256color"}, {"INPUTRC": name, "HOME": "/nowhere", "TERM": "xterm"}} {
			if got := KeysOfVi(func(key string) string { return env[key] }); got != tt.want {
				t.Errorf("%q: %v", tt.text, got)
			}
		}
	}
	if KeysOfVi(func(string) string { return "" }) || KeysOfVi(func(string) string { return os.DevNull }) {
		t.Error("without a file")
	}
}
