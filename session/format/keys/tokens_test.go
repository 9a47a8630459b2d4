package keys

import (
	"regexp"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestTokens compares the tokens of templates with those that a regular expression finds.
func TestTokens(t *testing.T) {
	t.Parallel()
	model := regexp.MustCompile(`\{(\w+)(?::([\w|]+))?(?:=([^{}]*))?\}|[^{}\[\]]+|.`)
	texts := rapid.StringOf(rapid.SampledFrom([]rune("{{{}}}[]:=|ab_é -")))
	rapid.Check(t, func(t *rapid.T) {
		text := texts.Draw(t, "text")
		var want []token
		for _, m := range model.FindAllStringSubmatch(text, -1) {
			want = append(want, token{m[0], m[1], m[2], m[3]})
		}
		if got := slices.Collect(tokens(text)); !slices.Equal(got, want) {
			t.Errorf("%q has the tokens %q, want %q", text, got, want)
		}
	})
}
