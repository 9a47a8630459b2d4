package repl

import "testing"

// TestMadeUpID: an id that is made up has the form of the real one, and nothing of it.
func TestMadeUpID(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ id, want string }{
		{"5x04kywv", "1c34fghi"},
		{"2::0123abcdef", "2::4567cdefab"},
		{"123e4567-e89b-12d3", "123e5678-e12b-56f8"},
		{"AbC9", "BcD4"},
		{"", ""},
	} {
		got := madeUpID(test.id, 1)
		if len(got) != len(test.id) || got == madeUpID(test.id, 2) && test.id != "" {
			t.Errorf("%s: %s", test.id, got)
		}
		if got != test.want {
			t.Errorf("%s: %s, want %s", test.id, got, test.want)
		}
	}
}
