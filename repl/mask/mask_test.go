package mask

import (
	"bytes"
	"errors"
	"testing"

	"sessh/repl/dumpfile"
)

// TestMaskedSession: what a recording must not have is in no session that it begins with.
func TestMaskedSession(t *testing.T) {
	t.Parallel()
	var u Texts
	u.Add([]string{"secret", "a\"<b"})
	u.AddID("abc4567")
	for _, test := range []struct {
		name     string
		d        dumpfile.Session
		possible bool
		want     dumpfile.Session
	}{
		{"nothing of it", dumpfile.Session{Session: "s", Data: []byte(`{"a":1}`), Item: []byte("x")}, true, dumpfile.Session{Session: "s", Data: []byte(`{"a":1}`), Item: []byte("x")}},
		{"an id", dumpfile.Session{Session: "abc4567", Data: []byte(`{"a":1}`), Item: []byte("x"), Flags: 1}, true, dumpfile.Session{Session: "bcd4567", Data: []byte(`{"a":1}`), Item: []byte("x"), Flags: 1}},
		{"an id of an item that cannot be read", dumpfile.Session{Session: "abc4567", Data: []byte(`null`), Item: []byte("x")}, true, dumpfile.Session{Session: "bcd4567", Data: []byte(`null`), Item: []byte("x")}},
		{"in an item that can be encoded", dumpfile.Session{Session: "s", Data: []byte(`{"a":"abc4567"}`), Item: []byte("encode abc4567"), Flags: 1}, true, dumpfile.Session{Session: "s", Data: []byte(`{"a":"bcd4567"}`), Item: []byte(`anew {"a":"bcd4567"}`), Flags: 1}},
		{"in an item that stays so", dumpfile.Session{Session: "s", Data: []byte(`{"a":1}`), Item: []byte("keep secret"), Flags: 1}, true, dumpfile.Session{Session: "s", Data: []byte(`{"a":1}`)}},
		{"in the data", dumpfile.Session{Session: "s", Data: []byte(`{"a":"secret abc4567"}`), Item: []byte("x")}, true, dumpfile.Session{Session: "s", Data: []byte(`{"a":"... bcd4567"}`)}},
		{"in JSON", dumpfile.Session{Session: "s", Data: []byte(`{"a":"a\"<b, ..."}`)}, true, dumpfile.Session{Session: "s", Data: []byte(`{"a":"..., ..."}`)}},
		{"in the item", dumpfile.Session{Session: "s", Data: []byte(`{"a":1}`), Item: []byte("a secret")}, true, dumpfile.Session{Session: "s", Data: []byte(`{"a":1}`)}},
		{"in an item that cannot be read", dumpfile.Session{Session: "s", Data: []byte(`null`), Item: []byte("a secret")}, false, dumpfile.Session{}},
		{"a secret for an id", dumpfile.Session{Session: "secret", Data: []byte(`{"a":1}`)}, false, dumpfile.Session{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			possible := u.Session(&test.d, func(d *dumpfile.Session) error {
				switch {
				case bytes.HasPrefix(d.Item, []byte("encode")):
					d.Item = append([]byte("anew "), d.Data...)
				case !bytes.HasPrefix(d.Item, []byte("keep")):
					return errors.New("it cannot be encoded")
				}
				return nil
			})
			if possible != test.possible {
				t.Fatal(possible)
			}
			if d, w := test.d, test.want; possible && (d.Session != w.Session || string(d.Data) != string(w.Data) || string(d.Item) != string(w.Item) || d.Flags != w.Flags) {
				t.Errorf("%+v", d)
			}
		})
	}
}

// TestMadeUpID: an id that is made up has the form of the real one, and little of it.
func TestMadeUpID(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ id, want string }{
		{"5x04kyw", "1c34fgh"},
		{"2::0123abcdef", "2::0567cdefab"},
		{"123e4567-e89b-12d3", "123e5678-e12b-56f8"},
		{"AbC9", "BcD4"},
		{"", ""},
	} {
		got := MadeUpID(test.id, 1)
		if len(got) != len(test.id) || got == MadeUpID(test.id, 2) && test.id != "" {
			t.Errorf("%s: %s", test.id, got)
		}
		if got != test.want {
			t.Errorf("%s: %s, want %s", test.id, got, test.want)
		}
	}
	const id = "zq04kywvkrqavkn7fsikezlszgnxuiei"
	if got := MadeUpID(id, 1); got[:4] != id[:4] || got[4:] == id[4:] {
		t.Errorf("%s does not sort as %s does, or has too much of it", got, id)
	}
}
