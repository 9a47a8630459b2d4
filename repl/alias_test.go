package repl

import (
	"os"
	"slices"
	"strings"
	"testing"

	"sessh/repl/setting"
)

func TestExpansion(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, rest, want string }{
		{"ls -l", "", "ls -l"},
		{"ls -l", "/php *x", "ls -l /php *x"},
		{"cookie {1}", "a=b; c=d", "cookie a=b; c=d"},
		{"set {1}/cart {2}", "'a b' two words", "set 'a b'/cart two words"},
		{"diff {2} {1}", "a b", "diff b a"},
		{"get {1} {1}", "x", "get x x"},
		{"get {0} {x}", "y", "get {0} {x} y"},
	} {
		if got, err := newExpansion(tt.text).line(tt.rest); got != tt.want || err != nil {
			t.Errorf("%s with %s: %q, want %q: %v", tt.text, tt.rest, got, tt.want, err)
		}
	}
	for _, rest := range []string{"", "a", "a b"} {
		if got, err := newExpansion("cp {1} {3}").line(rest); err == nil {
			t.Errorf("%q is enough: %s", rest, got)
		}
	}
	if got, _, err := newExpansion("set {1}/cart {2}").words([]string{"a b", "two", "words"}); err != nil || !slices.Equal(got, []string{"set", "a b/cart", "two", "words"}) {
		t.Errorf("%q, %v", got, err)
	}
	e := newExpansion("ls {1} | head -n {2}")
	e.targets = true
	if got, target, err := e.words([]string{"a b", "2"}); err != nil || !slices.Equal(got, []string{"ls", "a b"}) || target != "| head -n 2" {
		t.Errorf("%q, %q, %v", got, target, err)
	}
	for _, given := range [][]string{{"a"}, {"a", "2", "3"}, {"a", "2; ls"}, {"a", ""}} {
		if got, target, err := e.words(given); err == nil {
			t.Errorf("%q is %q, %q", given, got, target)
		}
	}
}

// What an alias of a command with a credential was given is in no history.
func TestAliasOfASecret(t *testing.T) {
	t.Parallel()
	sh := New(Options{Aliases: []setting.Alias{{Name: "bob", Text: "cookie {1}"}, {Name: "ll", Text: "ls -l"}}})
	defer sh.Close(t.Context())
	for line, secret := range map[string]bool{"bob sessionid=abcdef": true, "ll /php": false} {
		if sh.commands.HoldsSecret(line) != secret {
			t.Errorf("%s holds a secret: %v", line, !secret)
		}
	}
	if got := sh.Complete("ll --", 2).Candidates; len(got) == 0 {
		t.Error("the alias is not completed")
	}
}

// A recording has what an alias stands for, and replays without it.
func TestAliasIsRecordedExpanded(t *testing.T) {
	t.Chdir(t.TempDir())
	var out strings.Builder
	sh := New(Options{Out: &out, Aliases: []setting.Alias{{Name: "total", Text: "set {1}/cart/total {2}"}}})
	defer sh.Close(t.Context())
	for _, line := range []string{"record r.txt", "total Shop/s1 12", "diff", "record --stop"} {
		if err := sh.Run(t.Context(), line); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	text, err := os.ReadFile("r.txt")
	if err != nil || !strings.Contains(string(text), "sessh> set Shop/s1/cart/total 12\n") || strings.Contains(string(text), "sessh> total") {
		t.Errorf("%v\n%s", err, text)
	}
	if err := sh.Run(t.Context(), "total Shop/s1"); err == nil {
		t.Error("an argument is missing, and nothing says so")
	}
	out.Reset()
	if err := sh.Run(t.Context(), "total --help"); err != nil || !strings.HasPrefix(out.String(), "total: alias of ") {
		t.Errorf("%v: %s", err, out.String())
	}
}
