package walkthrough

import (
	"bytes"
	"encoding/xml"
	"testing"
	"unicode/utf8"
)

// TestXMLText: a text is read back as if package xml had escaped it, and stands in attributes as well.
func TestXMLText(t *testing.T) {
	t.Parallel()
	texts := []string{"", "a <b> & \"c\" 'd'", "\xff\xfe\xed\xa0\x80", "one\r\ntwo\tthree"}
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if r < 0x300 || r > 0xd000 && r < 0xe010 || r >= 0xff00 && r < 0x10010 || r%4099 == 0 {
			texts = append(texts, "a"+string(r)+"b")
		}
	}
	type element struct {
		Attr string `xml:"a,attr"`
		Text string `xml:",chardata"`
	}
	for _, text := range texts {
		var b bytes.Buffer
		if err := xml.EscapeText(&b, []byte(text)); err != nil {
			t.Fatal(err)
		}
		var got, want element
		for escaped, e := range map[string]*element{xmlText(text): &got, b.String(): &want} {
			if err := xml.Unmarshal([]byte(`<e a="`+escaped+`">`+escaped+`</e>`), e); err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
		if xmlText(text) != b.String() && got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}
