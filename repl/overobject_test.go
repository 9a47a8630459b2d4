package repl_test

import (
	"strings"
	"testing"
)

// TestPlainValueOverAnObject: what an application may need to be an object does not become a plain value
// without a word.
func TestPlainValueOverAnObject(t *testing.T) {
	t.Parallel()
	const path = "/django/k4l1b3n2k4l1b3n2k4l1b3n2k4l1b3n2/price"
	store := storeOf(t, []frameworkItem{{
		Key: ":1:django.contrib.sessions.cachek4l1b3n2k4l1b3n2k4l1b3n2k4l1b3n2", Flags: 1,
		Value: []byte("\x80\x02}X\x05\x00\x00\x00pricecdecimal\nDecimal\nX\x05\x00\x00\x0019.90\x85Rs."),
	}})
	for _, tt := range []struct{ typed, want string }{
		{"20.5", "an object, and is a float now"},
		{"5", "an object, and is an integer now"},
		{"null", "an object, and is null now"},
		{"true", "an object, and is a bool now"},
		{"[1]", "an object, and is a list now"},
	} {
		got := run(t, store, "set "+path+" "+tt.typed)
		if !strings.Contains(got, `note: `+path+` was Decimal("19.90"), `+tt.want) {
			t.Errorf("set %s says %q", tt.typed, got)
		}
	}
	if got := run(t, store, "set "+path+" 20.5", "set "+path+" 21.5"); strings.Count(got, "note:") != 1 {
		t.Errorf("a float over a float: %q", got)
	}
}

// TestTextOverAnotherPlace: a list that stands in two places is one in both, and not an object.
func TestTextOverAnotherPlace(t *testing.T) {
	t.Parallel()
	const path = "/django/k4l1b3n2k4l1b3n2k4l1b3n2k4l1b3n2"
	store := storeOf(t, []frameworkItem{{
		Key: ":1:django.contrib.sessions.cachek4l1b3n2k4l1b3n2k4l1b3n2k4l1b3n2", Flags: 1,
		Value: []byte("\x80\x02}q\x00(X\x01\x00\x00\x00aq\x01]q\x02(K\x01K\x02eX\x01\x00\x00\x00bq\x03h\x02X\x01\x00\x00\x00tq\x04X\x01\x00\x00\x00xq\x05X\x01\x00\x00\x00yq\x06\x86q\x07X\x01\x00\x00\x00uq\x08h\x07u."),
	}})
	for _, tt := range []struct{ set, want string }{
		{"b gone", "~ b  <same as a> -> \"gone\"\n"},
		{"b <same as a>", "nothing is pending\n"},
		{`u tuple["z"]`, "~ u  <same as t> -> tuple[\"z\"]\n"},
		{`u ["z"]`, path + "/u was a tuple, and is a plain list now\n" + path + "\n~ u  <same as t> -> [\"z\"]\n"},
	} {
		if got := run(t, store, "set "+path+"/"+tt.set, "diff"); !strings.HasSuffix(got, tt.want) {
			t.Errorf("set %s:\n%s", tt.set, got)
		}
	}
}
