package amend_test

import (
	"testing"

	"sessh/repl/amend"
	"sessh/session/tree"
)

// TestShows: a text that was not edited is recognized, and nothing else is.
func TestShows(t *testing.T) {
	t.Parallel()
	data := tree.NewMap()
	for k, v := range map[string]any{"cart": []any{1, "a"}} {
		if err := data.Set(k, v); err != nil {
			t.Fatal(err)
		}
	}
	if !amend.Shows(data, []byte(`{"cart":[1,"a"]}`)) {
		t.Error("its own text is not recognized")
	}
	for _, text := range []string{`{"cart":[1,"b"]}`, `{"cart":[1,"a"]} `, `{}`, ``, `{"cart":[1,"a"`} {
		if amend.Shows(data, []byte(text)) {
			t.Errorf("%q counts as its text", text)
		}
	}
}
