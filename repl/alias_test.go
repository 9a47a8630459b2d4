package repl

import (
	"slices"
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
		if got := newExpansion(tt.text).line(tt.rest); got != tt.want {
			t.Errorf("%s with %s: %q, want %q", tt.text, tt.rest, got, tt.want)
		}
	}
	if got := newExpansion("set {1}/cart {2}").words([]string{"a b", "two", "words"}); !slices.Equal(got, []string{"set", "a b/cart", "two", "words"}) {
		t.Errorf("%q", got)
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
