package framework

import (
	"encoding/base64"
	"os/exec"
	"strings"
	"testing"

	"sessh/session/storage"
	"sessh/session/tree"
)

// frameworks runs multidicts.py.
func frameworks(t *testing.T, what, in string) []string {
	t.Helper()
	if err := exec.Command("/usr/bin/python3", "-c", "import django, werkzeug").Run(); err != nil {
		t.Skipf("Django and werkzeug are not there: %v", err)
	}
	cmd := exec.Command("/usr/bin/python3", "testdata/multidicts.py", what)
	cmd.Stdin = strings.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("multidicts.py %s: %v", what, err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// TestMultidicts edits the multidicts of Django and werkzeug, of whose pickles the
// state is what is read.
func TestMultidicts(t *testing.T) {
	if testing.Short() {
		t.Skip("starting Django and werkzeug takes longer than most packages")
	}
	t.Parallel()
	var names []string
	var in strings.Builder
	for _, l := range frameworks(t, "write", "") {
		fields := strings.Fields(l)
		value, err := base64.StdEncoding.DecodeString(fields[2])
		if err != nil {
			t.Fatal(err)
		}
		was := &storage.Item{Value: value, Flags: 1}
		r, err := Named("django").Decode(was.Value, was.Flags)
		if err != nil {
			t.Fatal(err)
		}
		v, _ := r.Data.Get("form")
		form, ok := v.(*tree.Map)
		if !ok {
			t.Errorf("%s, protocol %s, is shown as %v", fields[0], fields[1], v)
			continue
		}
		tags, _ := form.Get("tag")
		name, _ := form.Get("name")
		for _, edit := range []error{
			tags.(*tree.List).Set(0, "green"), name.(*tree.List).Set(0, "Eve"), form.Set("new", []any{"a", "b"}),
		} {
			if edit != nil {
				t.Fatal(edit)
			}
		}
		if gone, err := form.Delete("gone"); !gone || err != nil {
			t.Errorf("gone: %v, %v", gone, err)
		}
		value, _, err = Named("django").Encode(r, was)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(value), "Ann") {
			t.Errorf("%s, protocol %s: what was replaced is in the pickle still", fields[0], fields[1])
		}
		names = append(names, fields[0])
		in.WriteString(base64.StdEncoding.EncodeToString(value) + "\n")
	}
	for i, got := range frameworks(t, "read", in.String()) {
		one := `["Eve", "b", "blue"]` // the last of each
		if names[i] == "MultiDict" {
			one = `["Eve", "a", "green"]`
		}
		if want := names[i] + ` {"name": ["Eve"], "new": ["a", "b"], "tag": ["green", "blue"]} ` + one; got != want {
			t.Errorf("it reads\n%s\nwant\n%s", got, want)
		}
	}
}

// TestUnknownState shows a dictionary of a class that is given a state as well: what
// Python makes of both is not known.
func TestUnknownState(t *testing.T) {
	t.Parallel()
	// class Cart(dict): pass; c = Cart(a=[1]); c.owner = 'ann'; {'cart': c, 'l': c['a']}, in protocol 2
	value := "\x80\x02}q\x00(X\x04\x00\x00\x00cartq\x01cshop\nCart\nq\x02)\x81q\x03X\x01\x00\x00\x00aq\x04]q\x05K\x01as}q\x06X\x05\x00\x00\x00ownerq\x07X\x03\x00\x00\x00annq\x08sbX\x01\x00\x00\x00lq\x09h\x05u."
	was := &storage.Item{Value: []byte(value), Flags: 1}
	r, err := Named("django").Decode(was.Value, was.Flags)
	if err != nil {
		t.Fatal(err)
	}
	cart, _ := r.Data.Get("cart")
	o, ok := cart.(interface {
		tree.Object
		Fixed() string
	})
	if !ok || o.Display() != `shop.Cart{"a": [1]}{owner: "ann"}` || !strings.Contains(o.Fixed(), "items and a state") {
		t.Fatalf("the cart is shown as %v", cart)
	}
	l, _ := r.Data.Get("l")
	if err := l.(*tree.List).Set(0, 5); err != nil {
		t.Fatal(err)
	}
	edited, _, err := Named("django").Encode(r, was)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Replace(value, "K\x01a", "K\x05a", 1); string(edited) != want {
		t.Errorf("the list that it holds is written as\n%q\nwant\n%q", edited, want)
	}
}
