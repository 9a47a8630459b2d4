package output

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sessh/repl/place"
	"sessh/repl/screen"
)

// colored returns a printer with colours, and what it has written.
func colored() (*Printer, *bytes.Buffer) {
	var b bytes.Buffer
	return New(Options{Out: &b, Palette: screen.NewPalette(true)}), &b
}

// letters writes colours as letters: green, cyan, magenta, bold, red, and an end.
var letters = strings.NewReplacer("\x1b[32m", "<G:", "\x1b[36m", "<C:", "\x1b[35m", "<M:", "\x1b[31;1m", "<R:", "\x1b[1m", "<B:", "\x1b[0;22m", ">", "\x1b[0m", ">", "\x1b[22m", ">")

func TestValuesHaveColours(t *testing.T) {
	t.Parallel()
	p, _ := colored()
	for value, want := range map[string]string{
		`"text"`:                    `<G:"text">`,
		`"a \" b" 1`:                `<G:"a \" b"> <C:1>`,
		`{"a": [1, -2.5e3, "x"]}`:   `{<B:"a">: [<C:1>, <C:-2.5e3>, <G:"x">]}`,
		`{"a":{"b":null},"c":true}`: `{<B:"a">:{<B:"b">:<M:null>},<B:"c">:<M:true>}`,
		`["a", {"b": "c"}, "d"]`:    `[<G:"a">, {<B:"b">: <G:"c">}, <G:"d">]`,
		`b"\x00"`:                   `b<G:"\x00">`,
		`tuple[1, nulls]`:           `tuple[<C:1>, nulls]`,
		`2026-11-27T12:00:00Z`:      `2026-11-27T12:00:00Z`,
		`"cut… (99 bytes)`:          `<G:"cut… (99 bytes)>`,
		`12`:                        `<C:12>`,
		`}}]],"x"`:                  `}}]],<G:"x">`,
		``:                          ``,
	} {
		if got := letters.Replace(p.Colored(value)); got != want {
			t.Errorf("%s is %s, want %s", value, got, want)
		}
	}
}

// Colours change nothing else, in whatever pieces a value comes.
func TestColoursChangeNothingElse(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{`"`, `\`, `\"`, "{", "}", "[", "]", ",", ":", " ", "1", "-2.5", "true", "null", "text", "日", "\n", "…", strings.Repeat("long ", heldSize/4)})
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOfN(piece, 0, 20).Draw(t, "pieces")
		p, b := colored()
		to, end := p.painted(written{p})
		for _, x := range pieces {
			to.Put(x)
		}
		end()
		if got, want := colours.Get().ReplaceAllString(b.String(), ""), strings.Join(pieces, ""); got != want {
			t.Fatalf("%q is written as %q", want, got)
		}
		if n, last := strings.LastIndex(b.String(), "\x1b["), b.String(); n >= 0 && !strings.HasPrefix(last[n:], "\x1b[0m") && !strings.HasPrefix(last[n:], "\x1b[22m") {
			t.Fatalf("a colour stays on: %q", last[n:])
		}
	})
}

// What is shown has colours on a terminal alone, and the same in JSON; a recording has none.
func TestColoursOfResults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		format Format
		want   string
	}{{AsText, "<C:12>\n"}, {AsJSON, `{<B:"path">:<G:"/C/s">,<B:"type">:<G:"integer">,<B:"value">:<C:12>}` + "\n"}} {
		p, b := colored()
		p.SetFormat(tt.format)
		var plain bytes.Buffer
		p.SetShadow(New(Options{Out: &plain}))
		if err := p.Emit(FullValue{Path: place.Path{"C", "s"}, Value: int64(12)}); err != nil {
			t.Fatal(err)
		}
		if got := letters.Replace(b.String()); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
		if strings.Contains(plain.String(), "\x1b") || !strings.Contains(plain.String(), "12") {
			t.Errorf("the recording has %q", plain.String())
		}
		if got := plain.String(); colours.Get().ReplaceAllString(b.String(), "") != got {
			t.Errorf("%q differs from %q", b.String(), got)
		}
	}
}

func TestMatched(t *testing.T) {
	t.Parallel()
	p, _ := colored()
	find := func(string) [][]int { return [][]int{{1, 2}, {2, 2}, {3, 5}} }
	if got := letters.Replace(p.Matched("abcdef", find)); got != "a<R:b>c<R:de>f" {
		t.Errorf("%q", got)
	}
	if got := New(Options{}).Matched("abcdef", find); got != "abcdef" {
		t.Errorf("%q", got)
	}
}
