package control

import "testing"

func TestWrap(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"it fits", "one two\nthree", "one two\nthree"},
		{"too long", "one two three four\nfive", "one two\nthree four\nfive"},
		{"a long word", "one twothreefour five", "one\ntwothreefour\nfive"},
		{"columns", "one   what it is and more\ntwo   what it is", "one   what it is and more\ntwo   what it is"},
		{"paragraphs", "one two three\n\nfour", "one two\nthree\n\nfour"},
		{"wide letters", "日本 日本 日本", "日本 日本\n日本"},
	} {
		if got := wrap(test.text, 10); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
