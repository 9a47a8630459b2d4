package likeness

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// What is found, the best first, and which of its characters are marked.
func TestFind(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		pattern string
		texts   []string
		want    string
	}{
		{"rb", []string{"replay", "rollback", "grab"}, "rollback[0 4] grab[1 3]"},
		{"0007", []string{"s0000017", "s0000007", "s0070007"}, "s0000007[4 5 6 7] s0070007[4 5 6 7] s0000017[1 2 3 7]"},
		{"set", []string{"reset a", "set a", "a set", "s.e.t"}, "set a[0 1 2] a set[2 3 4] reset a[2 3 4] s.e.t[0 2 4]"},
		{"SET", []string{"set", "Set", "s e t"}, "set[0 1 2] Set[0 1 2] s e t[0 2 4]"},
		{"日語", []string{"日本語", "日語", "語日"}, "日語[0 3] 日本語[0 6]"},
		{"é", []string{"É", "e"}, "É[0]"},
		{"", []string{"a"}, ""},
		{"a\x00", []string{"a", "a\x00", "\x00a"}, "a\x00[0 1]"},
		{strings.Repeat("x", 200), []string{strings.Repeat("x", 300), strings.Repeat("x ", 300)}, strings.Repeat("x", 300) + strings.ReplaceAll(fmt.Sprint(starts(strings.Repeat("x", 200), 0, 200)), "  ", " ")},
	} {
		found := Find(tt.pattern, tt.texts)
		Best(found, tt.texts)
		var got []string
		for _, m := range found {
			got = append(got, fmt.Sprintf("%s%v", tt.texts[m.Index], m.Marks))
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%q finds %q, want %q", tt.pattern, s, tt.want)
		}
	}
}

// Marks are where characters of the pattern are, whatever the texts are.
func TestMarks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.OneOf(rapid.StringOf(rapid.SampledFrom([]rune("abAB .é日\x00\xff"))), rapid.Custom(func(r *rapid.T) string {
			return string(rapid.SliceOf(rapid.Byte()).Draw(r, "bytes"))
		}))
		pattern, texts := text.Draw(r, "pattern"), rapid.SliceOf(text).Draw(r, "texts")
		for _, m := range Find(pattern, texts) {
			if !slices.IsSorted(m.Marks) || len(m.Marks) != utf8.RuneCountInString(pattern) {
				r.Fatalf("%q in %q at %d", pattern, texts[m.Index], m.Marks)
			}
			for _, i := range m.Marks {
				if i >= len(texts[m.Index]) {
					r.Fatalf("%q in %q at %d", pattern, texts[m.Index], m.Marks)
				}
			}
		}
	})
}

func BenchmarkFind(b *testing.B) {
	var texts []string
	for i := range 10_000 {
		texts = append(texts, fmt.Sprintf("set /Shop/s%07d/cart/total %d and more of it for a line of some length", i, i*i))
	}
	for _, pattern := range []string{"s", "set7", "cart/total 99", "zzz"} {
		b.Run(pattern, func(b *testing.B) {
			for range b.N {
				Find(pattern, texts)
			}
		})
	}
}
