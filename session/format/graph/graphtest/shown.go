package graphtest

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"sessh/session/format/graph"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// EnvUpdate names the variable that has [Shown] write its file.
const EnvUpdate = "SESSH_UPDATE_SHOWN"

// Shown compares how values are shown, by their names, with what a file says: a line
// with each name, and one with the value below it.
func Shown(t *testing.T, file string, shown map[string]string) {
	t.Helper()
	if os.Getenv(EnvUpdate) != "" {
		var b strings.Builder
		for _, name := range slices.Sorted(maps.Keys(shown)) {
			fmt.Fprintf(&b, "%s\n\t%s\n", name, shown[name])
		}
		if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := make(map[string]string)
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	for i := 0; i+1 < len(lines); i += 2 {
		want[lines[i]] = strings.TrimPrefix(lines[i+1], "\t")
	}
	for name, got := range shown {
		if got != want[name] {
			t.Errorf("%s:\nshown %s\nwant  %s", name, got, want[name])
		}
	}
	if len(want) != len(shown) {
		t.Errorf("%d values are shown, of %d in %s", len(shown), len(want), file)
	}
}

var (
	word    = regexp.MustCompile(`\\x[0-9a-f]{2}|-?\d+(\.\d+)?(e[-+]?\d+)?|[\pL_]+`)
	escapes = strings.NewReplacer(`b"`, `"`, `b'`, `'`, `\u00`, `\x`, `\e`, `\x1b`, `\a`, `\x07`, `\b`, `\x08`, `\v`, `\x0b`, `\f`, `\x0c`)
	same    = map[string]string{"none": "null", "nil": "null", "infinity": "inf", "struct": "", "recursion": ""}
)

// SameWords reports whether two notations show the same value, as far as their words and
// numbers tell: a language's own, and that of package graph, either of which may be cut.
func SameWords(a, b string) bool {
	x, y := words(a), words(b)
	if n := min(len(x), len(y)); strings.HasSuffix(a, "…") || strings.HasSuffix(b, "…") || len(b) >= graph.LineLength {
		x, y = x[:n*9/10], y[:n*9/10]
	}
	return slices.Equal(x, y)
}

func words(shown string) []string {
	var all []string
	for _, w := range word.FindAllString(escapes.Replace(strings.ToLower(shown)), -1) {
		if s, ok := same[w]; ok {
			w = s
		}
		if f, err := strconv.ParseFloat(w, 64); err == nil {
			w = fmt.Sprint(f)
		}
		if w != "" {
			all = append(all, w)
		}
	}
	return all
}
