package session_test

import (
	"errors"
	"testing"

	"sessh/session"
	"sessh/session/marked"
	"sessh/session/tree"
)

// TestMove moves values in a session, and takes that back.
func TestMove(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		move func(s *session.Session, m *tree.Map) error
		want string // "" where it is refused
	}{
		{"to a new key", func(s *session.Session, m *tree.Map) error { return s.Move(m, "a", m, "z") }, `{"l":[1,2,3],"m":{"x":1},"z":"tea"}`},
		{"over another one", func(s *session.Session, m *tree.Map) error { return s.Move(m, "a", m, "l") }, `{"l":"tea","m":{"x":1}}`},
		{"to itself", func(s *session.Session, m *tree.Map) error { return s.Move(m, "a", m, "a") }, `{"a":"tea","l":[1,2,3],"m":{"x":1}}`},
		{"to the end of a list", func(s *session.Session, m *tree.Map) error { return s.Move(m, "m", at(m, "l"), 3) }, `{"a":"tea","l":[1,2,3,{"x":1}]}`},
		{"out of a list", func(s *session.Session, m *tree.Map) error { return s.Move(at(m, "l"), 1, at(m, "m"), "y") }, `{"a":"tea","l":[1,3],"m":{"x":1,"y":2}}`},
		{"within a list", func(s *session.Session, m *tree.Map) error { return s.Move(at(m, "l"), 0, at(m, "l"), 3) }, `{"a":"tea","l":[2,3,1],"m":{"x":1}}`},
		{"into itself", func(s *session.Session, m *tree.Map) error { return s.Move(m, "m", at(m, "m"), "y") }, ""},
		{"what is not there", func(s *session.Session, m *tree.Map) error { return s.Move(m, "no", m, "z") }, ""},
		{"too far", func(s *session.Session, m *tree.Map) error { return s.Move(m, "a", at(m, "l"), 4) }, ""},
		{"out of the session", func(s *session.Session, m *tree.Map) error { return s.Move(m, "a", tree.NewMap(), "z") }, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, session.Options{})
			m := d.data("s")
			const before = `{"a":"tea","l":[1,2,3],"m":{"x":1}}`
			must(t, errors.Join(m.Set("a", "tea"), m.Set("l", []any{1, 2, 3}), m.Set("m", map[string]any{"x": 1})))
			text := func() string {
				b, err := marked.Append(nil, m)
				must(t, err)
				return string(b)
			}
			err := test.move(d.open("s"), m)
			if test.want == "" {
				if err == nil || text() != before {
					t.Errorf("%v, and it is %s", err, text())
				}
				return
			}
			must(t, err)
			if text() != test.want {
				t.Errorf("it is %s, want %s", text(), test.want)
			}
			if test.want == before {
				return
			}
			if _, ok, err := d.work().Undo(); !ok || err != nil || text() != before {
				t.Errorf("undone (%v, %v), it is %s", ok, err, text())
			}
			if _, ok, err := d.work().Redo(); !ok || err != nil || text() != test.want {
				t.Errorf("done again (%v, %v), it is %s", ok, err, text())
			}
		})
	}
}

func at(m *tree.Map, key string) any {
	v, _ := m.Get(key)
	return v
}
