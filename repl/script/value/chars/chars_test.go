package chars

import (
	"slices"
	"testing"

	"go.starlark.net/starlark"

	"sessh/repl/meter"
	"sessh/repl/script/bounds"
)

// guard returns a guard that stops nothing.
func guard() *bounds.Guard { return bounds.NewGuard(meter.New(0), 0) }

func TestCase(t *testing.T) {
	for _, test := range []struct {
		name     string
		f        func(*bounds.Guard, string) (string, error)
		of, want string
	}{
		{"upper", Upper, "straße ﬁ", "STRASSE FI"},
		{"lower", Lower, "ΑΣ ΣΑΣ İ", "ας σας i̇"},
		{"fold", Fold, "Straße ς", "strasse σ"},
		{"capitalize", Capitalize, "ǆ Ab", "ǅ ab"},
		{"title", Title, "it's ﬁne", "It'S Fine"},
		{"swap", SwapCase, "aB 1", "Ab 1"},
		{"not UTF-8", Upper, "a\xffb", "A\xffB"},
	} {
		if got, err := test.f(guard(), test.of); err != nil || got != test.want {
			t.Errorf("%s: %q, not %q (%v)", test.name, got, test.want, err)
		}
	}
}

func TestASCII(t *testing.T) {
	for _, test := range []struct {
		f    func(string) string
		want string
	}{
		{UpperASCII, "IT'S A\xe9B"}, {LowerASCII, "it's a\xe9b"}, {CapitalizeASCII, "It's a\xe9b"}, {TitleASCII, "It'S A\xe9B"}, {SwapASCII, "IT's A\xe9b"},
	} {
		if got := test.f("it'S a\xe9B"); got != test.want {
			t.Errorf("%q, not %q", got, test.want)
		}
	}
}

func TestSlice(t *testing.T) {
	for _, test := range []struct {
		span Span
		want string
	}{
		{Span{0, 2, 1}, "日é"}, {Span{1, 3, 1}, "éx"}, {Span{2, -1, -1}, "xé日"}, {Span{0, 3, 2}, "日x"}, {Span{2, 1, 1}, ""},
	} {
		if got, err := Slice(guard(), "日éx", test.span); err != nil || got != test.want {
			t.Errorf("%v: %q, not %q (%v)", test.span, got, test.want, err)
		}
	}
}

func TestParts(t *testing.T) {
	for _, test := range []struct {
		name  string
		split func(p *Parts)
		want  []string
	}{
		{"separator", func(p *Parts) { p.Split("a,b,,c", ",", 2, false) }, []string{"a", "b", ",c"}},
		{"from the right", func(p *Parts) { p.Split("a,b,c", ",", 1, true) }, []string{"c", "a,b"}},
		{"words", func(p *Parts) { p.Words("\u3000a \x1fb ", -1) }, []string{"a", "b"}},
		{"words from the right", func(p *Parts) { p.WordsRight(" a b ", 1) }, []string{"b", " a"}},
		{"words of bytes", func(p *Parts) { p.ASCII = true; p.Words(" a\u0085b\x1fc d", -1) }, []string{"a\u0085b\x1fc", "d"}},
		{"lines of bytes", func(p *Parts) { p.ASCII = true; p.Lines("a\x0bb\u0085\r\nc", false) }, []string{"a\x0bb\u0085", "c"}},
		{"lines", func(p *Parts) { p.Lines("a\r\nb\u2028c", true) }, []string{"a\r\n", "b\u2028", "c"}},
	} {
		p := &Parts{Guard: guard()}
		test.split(p)
		var got []string
		for _, v := range p.List {
			got = append(got, string(v.(starlark.String)))
		}
		if p.Err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, not %q (%v)", test.name, got, test.want, p.Err)
		}
	}
}

func TestCodecs(t *testing.T) {
	if got, err := Decode(guard(), "Zo\xc3\xab\xe3\x81", "utf-8", "replace"); err != nil || got != "Zoë\ufffd" {
		t.Errorf("UTF-8: %q %v", got, err)
	}
	if got, err := Encode(guard(), "Zoë日", "latin-1", "ignore"); err != nil || got != "Zo\xeb" {
		t.Errorf("Latin-1: %q %v", got, err)
	}
	_, err := Decode(guard(), "a\xff", "utf-8", "strict")
	if want := "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 1: invalid start byte"; err == nil || err.Error() != want {
		t.Errorf("bytes that are no UTF-8: %v", err)
	}
}
