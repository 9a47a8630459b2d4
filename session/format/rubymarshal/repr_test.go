package rubymarshal

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"sessh/session/format/graph"
)

func TestReprOfWhatIsUnusual(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		"o:\x07\x1b[\x06:\x07\x1b\x07i\x06":              `"\x1b["{"\x1b\x07": 1}`,
		"c\x07\x1b[":                                     `\x1b[`,
		"S:\x06A\x06:\x06\x0ai\x06":                      `A{"\n": 1}`,
		"C:\x06A\"\x06x":                                 `A(b"x")`,
		"C:\x06A{\x00":                                   "A{}",
		"u:\x06A\x06x":                                   `A(b"x")`,
		"u:\x09Time\x06x":                                `Time(b"x")`,
		"u:\x0fBigDecimal\x0818:":                        `BigDecimal(b"18:")`,
		"u:\x0fBigDecimal\x0a1:\x1b[m":                   `BigDecimal(b"1:\x1b[m")`,
		"U:\x06A[\x06i\x06":                              "A([1])",
		"U:\x0dRational[\x07i\x06\"\x06x":                `Rational([1, b"x"])`,
		"U:\x09Date[\x0bi\x00i\x00i\x00i\x00i\x00f\x060": "Date([0, 0, 0, 0, 0, 0.0])",
		"d:\x06Ai\x06":                                   "A(1)",
		"o:\x0aRange\x00":                                "Range{}",
		"o:\x08Set\x06:\x0a@hashi\x06":                   "Set{hash: 1}",
		"o:\x06A\x07:\x09mesg\"\x08a\x0ab:\x07bt0":       `A{mesg: b"a\x0ab", bt: null}`,
		"o:\x06A\x07:\x09mesg\"\x08a\"\\:\x07bt0":        `A{mesg: b"a\"\\", bt: null}`,
		"I/\x08a\x1b/\x00\x06:\x06ET":                    `/a\x1b\//`,
		"I/\x08\\/\"\x07\x06:\x06ET":                     `/\/"/mix`,
		"U:\x06A@\x00":                                   "A(A{...})",
		"IC:\x06A\"\x06x\x06:\x07@a@\x00":                `A(b"x")`,
		"C:\x06A[\x06@\x00":                              "A[A{...}]",
		"C:\x06A{\x060@\x00":                             "A{null: A{...}}",
	} {
		if got := Repr(decode(t, version+data)); got != want {
			t.Errorf("%q is shown as %s instead of %s", data, got, want)
		}
	}
}

func TestLongReprIsCut(t *testing.T) {
	t.Parallel()
	for _, text := range []string{strings.Repeat("é", 600), strings.Repeat("😀", 600), strings.Repeat("\x00", 600)} {
		got := Repr(graph.NewText(text))
		if utf8.RuneCountInString(got) != graph.LineLength+1 || !strings.HasSuffix(got, "…") || !utf8.ValidString(got) {
			t.Errorf("%q", got)
		}
	}
	if got := Repr(graph.NewText(strings.Repeat("x", graph.LineLength-2))); len(got) != graph.LineLength {
		t.Errorf("%d bytes are shown", len(got))
	}
}

// No control character is shown as it is, wherever it stands.
func TestReprHasNoControlCharacters(t *testing.T) {
	t.Parallel()
	for _, form := range []string{"I\"\x07%s\x06:\x06ET", "I:\x07%s\x06:\x06ET", "oI:\x07%s\x06:\x06ET\x00", "c\x07%s", "/\x07%s\x00",
		"\"\x07%s", "o:\x06A\x06I:\x07%s\x06:\x06ET0", "o:\x06A\x07:\x09mesgI\"\x07%s\x06:\x06ET:\x07bt0"} {
		for _, c := range []string{"\u0080", "\u0085", "\u009b", "\x1b[", "\r\n", "\x00\x7f"} {
			n := decode(t, version+strings.Replace(form, "%s", c, 1))
			if got := Repr(n); strings.ContainsFunc(got, unicode.IsControl) || !utf8.ValidString(got) {
				t.Errorf("%q is shown as %q", form, got)
			}
		}
	}
}
