package object

import (
	"strings"
	"testing"

	"go.starlark.net/starlark"
)

func TestQuote(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		v    starlark.Value
		want string
	}{
		{"plain", starlark.String("ab"), `'ab'`},
		{"quotes", starlark.String(`it's`), `"it's"`},
		{"both quotes", starlark.String(`it's "x"`), `'it\'s "x"'`},
		{"control characters", starlark.String("\x01\n\t\r\x7f\\"), `'\x01\n\t\r\x7f\\'`},
		{"letters", starlark.String("é€😀"), `'é€😀'`},
		{"quotes and letters", starlark.String("é's"), `"é's"`},
		{"not printed", starlark.String("\u00a0\u200b\U000e0001"), `'\xa0\u200b\U000e0001'`},
		{"no UTF-8", starlark.String("a\xff"), `'a\xff'`},
		{"bytes", starlark.Bytes("a\x00é'"), `b"a\x00\xc3\xa9'"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := Repr(test.v); got != test.want {
				t.Errorf("%s, not %s", got, test.want)
			}
		})
	}
}

// TestEscaped: a text between quotes that the writer did not choose.
func TestEscaped(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text  string
		quote byte
		want  string
	}{
		{`it's "x"`, '\'', `it\'s "x"`},
		{`it's "x"`, '"', `it's \"x\"`},
		{"é\n\\\u00a0", '"', `é\n\\\xa0`},
		{"a\xff", '"', `a\xff`},
	} {
		if got := Escaped(test.text, test.quote); got != test.want {
			t.Errorf("%q in %c: %s, not %s", test.text, test.quote, got, test.want)
		}
	}
}

// TestQuoteOfLongText: the room is asked for before anything is written, and whether
// to stop in between.
func TestQuoteOfLongText(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it writes texts of megabytes")
	}
	text := strings.Repeat("\x01", 10*piece)
	all := []starlark.Value{starlark.String(text), starlark.Bytes(text), starlark.String(text + "é")}
	for _, v := range all {
		asks, most := 0, 0
		w := Writer{open: map[any]bool{}, made: func(n int) error { asks, most = asks+1, max(most, n); return nil }}
		if w.Write(v); asks < 20 || most < 40*piece {
			t.Errorf("%s: asked %d times, for %d bytes at most", v.Type(), asks, most)
		}
		if w.b.Cap() > 41*piece {
			t.Errorf("%s: %d bytes are held for %d", v.Type(), w.b.Cap(), w.b.Len())
		}
		asks = 0
		w = Writer{open: map[any]bool{}, made: func(int) error {
			if asks++; asks > 3 {
				return errCut
			}
			return nil
		}}
		if w.Write(v); w.err == nil || asks != 4 {
			t.Errorf("%s: asked %d times, and ended with %v", v.Type(), asks, w.err)
		}
	}
}
