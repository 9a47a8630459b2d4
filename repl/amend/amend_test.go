package amend

import (
	"strings"
	"testing"

	"sessh/session/marked"
	"sessh/session/tree"
)

// opaque is an object of an application.
type opaque struct{ name string }

func (o *opaque) Display() string            { return "<" + o.name + ">" }
func (o *opaque) EqualObject(other any) bool { return other == any(o) }
func (o *opaque) Inside() any                { return "secret" }

// TestApply: what was not changed in the JSON of a value stays the very same.
func TestApply(t *testing.T) {
	user, cart := &opaque{"User 7"}, tree.NewList("a", "b", "c")
	for _, test := range []struct{ name, now, want, fails string }{
		{name: "nothing", now: `{"user": "<User 7>", "cart": ["a", "b", "c"], "n": 1}`, want: `{"user": "<User 7>", "cart": ["a", "b", "c"], "n": 1}`},
		{name: "a key beside", now: `{"user": "<User 7>", "cart": ["a", "b", "c"], "n": 2, "m": 3}`, want: `{"user": "<User 7>", "cart": ["a", "b", "c"], "n": 2, "m": 3}`},
		{name: "inside of a list", now: `{"user": "<User 7>", "cart": ["a", "x", "y", "c"], "n": 1}`, want: `{"user": "<User 7>", "cart": ["a", "x", "y", "c"], "n": 1}`},
		{name: "less", now: `{"user": "<User 7>", "cart": ["c"]}`, want: `{"user": "<User 7>", "cart": ["c"]}`},
		{name: "another value for an object", now: `{"user": 7, "cart": ["a", "b", "c"], "n": 1}`, want: `{"user": 7, "cart": ["a", "b", "c"], "n": 1}`},
		{name: "a text for an object", now: `{"user": "me", "cart": ["a", "b", "c"], "n": 1}`, fails: "user: a string cannot replace <User 7>"},
		{name: "an object elsewhere", now: `{"user": "<User 7>", "cart": ["<User 7>"], "n": 1}`, fails: "cart: 0: <User 7> must stay where it was"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			v := tree.NewMap()
			list := tree.Clone(cart).(*tree.List)
			for _, e := range []struct {
				key   string
				value any
			}{{"user", user}, {"cart", list}, {"n", int64(1)}} {
				if err := v.Set(e.key, e.value); err != nil {
					t.Fatal(err)
				}
			}
			was, err := Read(v)
			if err != nil {
				t.Fatal(err)
			}
			now, err := marked.Decode([]byte(test.now))
			if err != nil {
				t.Fatal(err)
			}
			err = Apply(v, was, now, nil)
			if test.fails != "" {
				if err == nil || !strings.Contains(err.Error(), test.fails) {
					t.Errorf("the error is %v, want %s", err, test.fails)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want, err := marked.Decode([]byte(test.want))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := Read(v); err != nil || !tree.Equal(got, want) {
				t.Errorf("it is %v (%v), want %s", got, err, test.want)
			}
			if u, _ := v.Get("user"); strings.Contains(test.now, user.Display()) && u != any(user) {
				t.Errorf("the object became %v", u)
			}
			if l, _ := v.Get("cart"); l != any(list) {
				t.Error("the list is another one")
			}
		})
	}
}

// TestApplySets: where a list becomes something else, it is put in the place of it.
func TestApplySets(t *testing.T) {
	t.Parallel()
	v, set := tree.NewList(int64(1)), false
	was, err := Read(v)
	if err != nil {
		t.Fatal(err)
	}
	if err := Apply(v, was, int64(5), func() error { set = true; return nil }); err != nil || !set {
		t.Errorf("set was called: %v, %v", set, err)
	}
}

// TestDisplay: what is redacted does not show, nor what is inside an object.
func TestDisplay(t *testing.T) {
	t.Parallel()
	v := tree.NewMap()
	for k, x := range map[string]any{"Password": "hunter2", "user": &opaque{"secret"}} {
		if err := v.Set(k, x); err != nil {
			t.Fatal(err)
		}
	}
	m := Display(v, []string{"pass*", "x"}).(*tree.Map)
	if p, _ := m.Get("Password"); p != Redacted {
		t.Errorf("the password is %v", p)
	}
	if u, _ := m.Get("user"); u != "secret" { // what is inside may have keys to redact
		t.Errorf("the user is %v", u)
	}
}

// TestOrderOfKeys: a key that was renamed, or put between others, stands there afterwards.
func TestOrderOfKeys(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ was, now string }{
		{`{"a": 1, "b": [2], "c": {"d": 3}}`, `{"x": 1, "b": [2], "c": {"d": 3}}`},
		{`{"a": 1, "b": [2], "c": {"d": 3}}`, `{"a": 1, "x": [2], "c": {"d": 3}}`},
		{`{"a": 1, "b": [2], "c": {"d": 3, "e": 4}}`, `{"n": 0, "a": 1, "b": [2], "m": 5, "c": {"z": 3, "e": 4}}`},
		{`{"a": 1, "b": 2}`, `{"a": 1, "b": 2, "x": 3, "y": 4}`},
	} {
		decoded, err := marked.Decode([]byte(tt.was))
		if err != nil {
			t.Fatal(err)
		}
		v := decoded.(*tree.Map)
		was, err := Read(v)
		if err != nil {
			t.Fatal(err)
		}
		now, err := marked.Decode([]byte(tt.now))
		if err != nil {
			t.Fatal(err)
		}
		if err := Apply(v, was, now, nil); err != nil {
			t.Errorf("%s: %v", tt.now, err)
		}
		got, _ := marked.Append(nil, v)
		want, _ := marked.Append(nil, now)
		if string(got) != string(want) {
			t.Errorf("it is %s, want %s", got, want)
		}
	}
}
