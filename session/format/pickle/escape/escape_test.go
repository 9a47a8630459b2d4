package escape

import "testing"

// TestUnescapeUnicode reads texts with escapes, and without any, as which most are.
func TestUnescapeUnicode(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "tea": "tea", "Z\xfcrich": "Zürich", `\u2603`: "☃", `\\u2603`: `\\u2603`, `\U0001f375 a`: "🍵 a", `\n`: `\n`, `a\`: `a\`,
	} {
		if got, err := UnescapeUnicode([]byte(text)); string(got) != want || err != nil {
			t.Errorf("%q is read as %q, %v; want %q", text, got, err, want)
		}
	}
	for _, text := range []string{`\u26`, `\U00110000`, `\uzzzz`} {
		if got, err := UnescapeUnicode([]byte(text)); err == nil {
			t.Errorf("%q is read as %q", text, got)
		}
	}
}

// TestQuote quotes texts as Python 2 does, and reads them again.
func TestQuote(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": `''`, "tea": `'tea'`, "it's": `"it's"`, `"`: `'"'`, `'"`: `'\'"'`, "\x00\t\n\r\\\x7f\xff": `'\x00\t\n\r\\\x7f\xff'`,
	} {
		got := Quote(text)
		if got != want {
			t.Errorf("%q is quoted as %s, want %s", text, got, want)
		}
		if back, err := Unescape([]byte(got[1 : len(got)-1])); string(back) != text || err != nil {
			t.Errorf("%s is read as %q, %v", got, back, err)
		}
	}
}

func TestLatin1(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"": "", "tea": "tea", "Zürich": "Z\xfcrich", "\x00ÿ": "\x00\xff"} {
		got, ok := Latin1(text)
		if !ok || got != want {
			t.Errorf("%q is %q in Latin-1, %v; want %q", text, got, ok, want)
		}
		if back := FromLatin1(got); back != text {
			t.Errorf("%q is read as %q", got, back)
		}
	}
	if got, ok := Latin1("☃"); ok {
		t.Errorf("a snowman is %q in Latin-1", got)
	}
}
