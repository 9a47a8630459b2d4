package syntax_test

import (
	"testing"

	"sessh/repl/syntax"
)

// TestCutMoment: what stands behind an @ is a moment only if it looks like a time.
func TestCutMoment(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ word, place, moment string }{
		{"/Shop/s1@12:03", "/Shop/s1", "12:03"},
		{"/Shop/s1/cart@9:03:05.120", "/Shop/s1/cart", "9:03:05.120"},
		{"@12:03", "", "12:03"},
		{".@-30s", ".", "-30s"},
		{"s1@-.5s", "s1", "-.5s"},
		{"s1@2026-11-27T12:03:05+01:00", "s1", "2026-11-27T12:03:05+01:00"},
		{`s1@"2026-11-27 12:03"`, "s1", "2026-11-27 12:03"},
		{"anna@example.com@12:03", "anna@example.com", "12:03"},
		{`"anna@11:00"@12:03`, "anna@11:00", "12:03"},
		{"s1@12:99", "s1", "12:99"}, // a typing error is not a name
		{"anna@example.com", "", ""},
		{"anna@12", "", ""},
		{"anna@10.0.0.1:11211", "", ""},
		{"anna@-x", "", ""},
		{"anna@", "", ""},
		{`"anna@12:03"`, "", ""},
		{`anna\@12:03`, "", ""},
		{"/Shop/anna@12:03/cart", "", ""},
		{"", "", ""},
	} {
		w, err := syntax.Single(tt.word)
		if err != nil {
			t.Fatal(err)
		}
		at, moment, ok := syntax.CutMoment(w)
		if ok != (tt.moment != "") || ok && (at.Text != tt.place || moment != tt.moment) {
			t.Errorf("%s: %q and %q", tt.word, at.Text, moment)
		}
	}
}

// FuzzCutMoment: a name that is typed as it is shown is never taken apart, and with a moment
// behind it, comes back.
func FuzzCutMoment(f *testing.F) {
	for _, name := range []string{"anna", "anna@12:03", "a/b@2026-11-27", "@-1s", "", ".", `a"b@9:0`, "\xff@1:1"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		quoted := syntax.Quote(name)
		for _, w := range []syntax.Word{only(t, quoted), syntax.PathArgument(quoted)} {
			if at, moment, ok := syntax.CutMoment(w); ok {
				t.Fatalf("%s is cut into %q and %q", quoted, at.Text, moment)
			}
		}
		typed := "/C/" + quoted + "@12:03:05"
		for _, w := range []syntax.Word{only(t, typed), syntax.PathArgument(typed)} {
			at, moment, ok := syntax.CutMoment(w)
			if !ok || moment != "12:03:05" {
				t.Fatalf("%s with a moment: %q %v", quoted, moment, ok)
			}
			if elems := syntax.ParsePath(at).Elems; len(elems) != 2 || elems[1].Name != name {
				t.Fatalf("%s with a moment is the path %+v", quoted, elems)
			}
		}
	})
}

// only returns the only word of a line.
func only(t *testing.T, line string) syntax.Word {
	t.Helper()
	words, err := syntax.Split(line)
	if err != nil || len(words) != 1 {
		t.Fatalf("%q: %d words, %v", line, len(words), err)
	}
	return words[0]
}
