package control

import "testing"

func TestWrap(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"it fits", "one two\nthree", "one two\nthree"},
		{"too long", "one two three four\nfive", "one two\nthree four\nfive"},
		{"a long word", "one twothreefour five", "one\ntwothreefour\nfive"},
		{"columns that are narrow", "one   what it is and more\ntwo   it is", "one\n    what\n    it is\n    and\n    more\ntwo\n    it is"},
		{"paragraphs", "one two three\n\nfour", "one two\nthree\n\nfour"},
		{"wide letters", "日本 日本 日本", "日本 日本\n日本"},
	} {
		if got := reflow(test.text, 10); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestReflow(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"a row", "one   what it is, and what it is for, and more\n      than that\ntwo   what it is", "one   what it is, and what it is\n      for, and more than that\ntwo   what it is"},
		{"three columns", "  n  int  a number that is said by somebody", "  n  int\n      a number that is said by\n      somebody"},
		{"prose before a row", "what it is, and what it is for, too\n  a  one\n  b  two", "what it is, and what it is for,\ntoo\n  a  one\n  b  two"},
		{"an indented line", "  what it is, and what it is for, too", "  what it is, and what it is\n  for, too"},
		{"an example", "    sessh> get /Shop/s1/cart/total/of/it\n    12", "    sessh> get /Shop/s1/cart/total/of/it\n    12"},
	} {
		if got := reflow(test.text, 32); got != test.want {
			t.Errorf("%s:\n%s\nwant:\n%s", test.name, got, test.want)
		}
	}
}
