package framework

import (
	"slices"
	"strings"
	"testing"

	"sessh/session/format"
	"sessh/session/tree"
)

// TestNewSessions writes a new session of each row in each of its ways, with what around it
// the framework needs, and reads it again.
func TestNewSessions(t *testing.T) {
	t.Parallel()
	for _, f := range rows() {
		t.Run(f.Name(), func(t *testing.T) {
			if f.Traits().Sealed != "" {
				if _, _, err := f.Encode(&format.Record{Data: tree.NewMap()}, nil); err == nil {
					t.Error("a session is written, though none can be")
				}
				return
			}
			value, err := tree.Of(map[string]any{"user": "Ann", "cart": map[string]any{"items": []any{map[string]any{"qty": 2}}}})
			if err != nil {
				t.Fatal(err)
			}
			data := value.(*tree.Map)
			if parent, name, nested := strings.Cut(f.row.Needs, "/"); parent != "" {
				inner := tree.NewMap()
				set(t, inner, "expires", nil) // which fastify puts first
				if nested {
					set(t, inner, name, nil)
				}
				set(t, data, parent, inner)
			}
			if f.Name() == "express" {
				inner, _ := data.Get("cookie")
				inner.(*tree.Map).Delete("expires")
			}
			for _, name := range f.row.Times {
				set(t, data, name, 1795795861.5)
			}
			if f.Name() == "flask" {
				_, _, err := f.Encode(&format.Record{Data: data, Way: "JSON"}, nil)
				if err == nil {
					err = format.Verify(f, &format.Record{Data: data, Way: "JSON"}, []byte(`{"user":"Ann"}`), 0, false)
				}
				if err == nil || !strings.Contains(err.Error(), "there is no _permanent in it") {
					t.Errorf("without _permanent: %v", err)
				}
				set(t, data, "_permanent", true)
			}
			for _, way := range slices.Concat(f.Traits().Ways, []string{""}) {
				r := &format.Record{Data: data, Way: way}
				value, flags, err := f.Encode(r, nil)
				if err != nil {
					t.Errorf("%s: %v", way, err)
					continue
				}
				if err := format.Verify(f, r, value, flags, false); err != nil {
					t.Errorf("%s: %q, with the flags %d: %v", way, value, flags, err)
				}
			}
		})
	}
}

func set(t *testing.T, m *tree.Map, name string, value any) {
	t.Helper()
	if err := m.Set(name, value); err != nil {
		t.Fatal(err)
	}
}
