package session_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"testing"

	"sessh/session/format"
	"sessh/session/format/client"
	"sessh/session/format/sesshjson"
	"sessh/session/stored"
)

// digested is a format whose keys do not contain the names. Other programs have
// such keys, too.
type digested struct{ sesshjson.Format }

func (digested) Name() string { return "digested" }

func (f digested) Traits() *format.Traits {
	return &format.Traits{Digests: true, Containers: []string{"unnamed"}, Claims: func(_ string, item *client.Stored) bool {
		_, err := f.Decode(item.Value, item.Flags)
		return err == nil
	}}
}

func (digested) Key(container, id string) (string, error) {
	if container == "unnamed" {
		return id, nil
	}
	sum := sha256.Sum256([]byte(container + "/" + id))
	return hex.EncodeToString(sum[:]), nil
}

func (digested) Parse(key string) (container, id string, exact, ok bool) {
	return "unnamed", key, false, len(key) == 64
}

// TestNamesOfDigests lists sessions whose keys are digests: under their keys, until they
// were asked for by their names. An item that is none is reported by its names, too,
// once these are known.
func TestNamesOfDigests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sesshjson.Format{}, digested{}, rawItems{tagged{tag: "raw", raw: true, flat: true}})
	one, _ := digested{}.Key("C", "one")
	two, _ := digested{}.Key("C", "two")
	three, _ := digested{}.Key("D", "three")
	w.put(one, doc("", "1"))
	w.put(two, doc("", "2"))
	w.put(three, "no document")
	want := func(why string, want ...string) {
		t.Helper()
		slices.Sort(want)
		if got := w.listed(""); !slices.Equal(got, want) {
			t.Errorf("%s it lists\n%q, want\n%q", why, got, want)
		}
	}
	want("before anybody asks", "unnamed/"+one, "unnamed/"+two, "items/"+three)
	c := w.root.ContainerIn("C", digested{})
	w.session(c, "one")
	want("when one was opened", "C/one", "unnamed/"+two, "items/"+three)
	_, err := stored.Read(context.Background(), c, "two")
	must(t, err)
	_, err = stored.Locate(context.Background(), w.root, "D", "three")
	must(t, err)
	want("when all were asked for", "C/one", "C/two", "D/three")
	if s := w.session(w.root.Container("unnamed"), two); !s.Exists() {
		t.Error("a session is not there under its key")
	}
}
