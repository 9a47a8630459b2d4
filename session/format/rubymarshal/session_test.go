package rubymarshal

import (
	"encoding/json"
	"strings"
	"testing"

	"sessh/session/format/graph"
	"sessh/session/format/serial"
)

// A session that is edited as a mapping is written with all that no one touched as
// it was, and Ruby reads it.
func TestEditedSession(t *testing.T) {
	t.Parallel()
	var was []byte
	for _, f := range fixtures(t) {
		if f.Name == "rails session" {
			was = f.Data
		}
	}
	codec := &serial.Codec{
		Name:    "Marshal",
		Dialect: &graph.Dialect{Repr: Repr, Inside: Inside},
		Decode: func(value []byte) (*graph.Node, any, error) {
			n, err := Decode(value, graph.Limits{})
			return n, nil, err
		},
		Encode: func(root *graph.Node, _ any) ([]byte, error) { return Encode(root) },
	}
	m, err := codec.Map(was)
	if err != nil {
		t.Fatal(err)
	}
	if same, err := codec.Rewrite(m, was); err != nil || string(same) != string(was) {
		t.Errorf("without an edit: %q, %v", same, err)
	}
	if err := m.Set("user_id", int64(43)); err != nil {
		t.Fatal(err)
	}
	is, err := codec.Rewrite(m, was)
	if want := strings.Replace(string(was), "i/", "i0", 1); err != nil || string(is) != want {
		t.Errorf("after an edit: %q, %v; want %q", is, err, want)
	}
	input, _ := json.Marshal([][]any{{"session", false, was, is}})
	out := string(ruby(t, input, "testdata/check.rb"))
	if !strings.Contains(out, `\"user_id\"=>43`) || strings.Count(out, `2024-01-02 03:04:05 UTC`) != 2 {
		t.Errorf("ruby says %s", out)
	}
}
