package tree_test

import (
	"testing"

	"sessh/session/tree"
)

func TestKeysToBe(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		keys  []any
		typed string
		want  any
	}{
		{"nothing is there", nil, "12", "12"},
		{"integers", []any{10, 11}, "12", int64(12)},
		{"a negative one", []any{10}, "-3", int64(-3)},
		{"too large for one", []any{10}, "9223372036854775808", "9223372036854775808"},
		{"written in another way", []any{10}, "+3", "+3"},
		{"with zeros", []any{10}, "007", "007"},
		{"minus zero", []any{10}, "-0", "-0"},
		{"a text among them", []any{10, "a"}, "12", "12"},
		{"a float among them", []any{10, 2.5}, "12", "12"},
		{"a boolean among them", []any{10, true}, "12", "12"},
		{"texts", []any{"10"}, "12", "12"},
		{"one that is there", []any{10, "a"}, "10", int64(10)},
		{"an integer by its type", []any{"a"}, "integer(12)", int64(12)},
		{"a text by its type", []any{10}, "string(12)", "12"},
		{"a text that looks like a type", []any{"integer(12)"}, "integer(12)", "integer(12)"},
		{"a word in the type", []any{10}, "integer(a)", "integer(a)"},
		{"not closed", []any{10}, "integer(12", "integer(12"},
	} {
		m := tree.NewMap()
		for _, k := range test.keys {
			must(t, m.Set(k, true))
		}
		if got := m.KeyFor(test.typed); got != test.want {
			t.Errorf("%s: %s is %#v, want %#v", test.name, test.typed, got, test.want)
		}
	}
}

// TestIntegersBesideTexts: an integer is called by its type as soon as a text is written
// like one, and no longer than that.
func TestIntegersBesideTexts(t *testing.T) {
	t.Parallel()
	m := tree.NewMap()
	for _, k := range []any{10, "a", "12"} {
		must(t, m.Set(k, true))
	}
	if name := m.Name(int64(10)); name != "integer(10)" {
		t.Errorf("beside 12 it is %s", name)
	}
	if name := m.Name("12"); name != "12" || !m.Ambiguous("12") || m.Ambiguous("a") {
		t.Errorf("the text is %s", name)
	}
	if k, ok := m.Named("integer(10)"); !ok || k != any(int64(10)) {
		t.Errorf("integer(10) is %v", k)
	}
	_, err := m.Delete("12")
	must(t, err)
	if name := m.Name(int64(10)); name != "10" {
		t.Errorf("without the text it is %s", name)
	}
}
