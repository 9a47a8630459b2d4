package picture_test

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"sessh/repl/screen/picture"
)

func TestText(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, written, want string }{
		{"lines", "one\r\ntwo\r\n", "one\ntwo\n"},
		{"colours", "\x1b[31mred\x1b[0m \x1b[1;33mbold\x1b[22m\x1b[39m", "red bold\n"},
		{"an underlined word", "\x1b[4mword\x1b[24m", "word\n"},
		{"title and modes", "\x1b]2;title\x07\x1b[22;2t\x1b[?2004ha", "a\n"},
		{"a line drawn again", "abc\r\x1b[2K\x1b[Cb", " b\n"},
		{"erased to the end", "abc\r\x1b[C\x1b[J", "a\n"},
		{"erased below", "abc\r\ndef\x1b[A\r\x1b[J", ""},
		{"moved", "abc\x1b[2DX\x1b[BY\x1b[AZ", "aXcZ\n  Y\n"},
		{"wrapped", strings.Repeat("x", 12), "xxxxxxxxxx\nxx\n"},
		{"blanks at the ends", "a  \r\n\r\n", "a\n"},
		{"signs", "≠ … é", "≠ … é\n"},
	} {
		s, err := picture.Read(test.written, 10)
		if err != nil || s.Text() != test.want {
			t.Errorf("%s: %v\n%q, want %q", test.name, err, s.Text(), test.want)
		}
	}
}

// TestUnknown: what would be drawn in another way than on a terminal is refused.
func TestUnknown(t *testing.T) {
	t.Parallel()
	for _, written := range []string{"\x1b[5;5H", "\x1b[1J", "\x1b[1K", "\x1b[45m", "\x1b[7m", "\x1bM", "\t", "中", "\a"} {
		if s, err := picture.Read("a"+written, 10); err == nil {
			t.Errorf("%q is drawn as %q", written, s.Text())
		}
	}
}

// TestSVG: the picture is XML without scripts or links, with the text in its colours.
func TestSVG(t *testing.T) {
	t.Parallel()
	s, err := picture.Read("\x1b[2mdemo\x1b[22m <\x1b[1;31m&\x1b[0m>\r\n\r\n  b\r\n", 20)
	if err != nil {
		t.Fatal(err)
	}
	svg := string(s.SVG("a & b"))
	var text strings.Builder
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, svg)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if n := token.Name.Local; n == "script" || n == "a" || n == "image" || n == "foreignObject" {
				t.Errorf("it has a %s", n)
			}
		case xml.CharData:
			text.Write(token)
		}
	}
	if !strings.Contains(text.String(), "demo <&>") || !strings.Contains(text.String(), "a & b") {
		t.Errorf("its text is %q", text.String())
	}
	for _, part := range []string{`<tspan class="faint" x="16.0" textLength="33.6">demo</tspan>`, `<tspan class="c31 bold" x="66.4" textLength="8.4">&amp;</tspan>`, `y="90"`, `height="112"`} {
		if !strings.Contains(svg, part) {
			t.Errorf("it has no %s\n%s", part, svg)
		}
	}
}
