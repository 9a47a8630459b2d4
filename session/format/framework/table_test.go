package framework

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sessh/session/format"
	"sessh/session/format/formattest"
)

// rows returns the formats of the table.
func rows() []*Format {
	var all []*Format
	for _, f := range formats() {
		if row, ok := f.(*Format); ok {
			all = append(all, row)
		}
	}
	return all
}

// TestItems checks each row against the items that its framework has written.
func TestItems(t *testing.T) {
	t.Parallel()
	for _, f := range rows() {
		t.Run(f.Name(), func(t *testing.T) { formattest.Run(t, f, "testdata/"+f.Name(), true) })
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	for _, f := range rows() {
		t.Run(f.Name(), func(t *testing.T) { formattest.Kinds(t, f, "testdata/"+f.Name(), true) })
	}
}

func FuzzClaims(f *testing.F) {
	folders, contested := contested()
	formattest.FuzzClaims(f, folders, contested...)
}

func TestFirstBytes(t *testing.T) {
	t.Parallel()
	folders, contested := contested()
	formattest.FirstBytes(t, folders, contested...)
}

// contested returns the formats whose keys others have, too, and their folders.
func contested() (folders []string, contested []format.Format) {
	for _, row := range rows() {
		if row.row.Contested {
			contested, folders = append(contested, row), append(folders, "testdata/"+row.Name())
		}
	}
	return folders, contested
}

// TestRowsAreSound checks what every row must say.
func TestRowsAreSound(t *testing.T) {
	t.Parallel()
	containers, names := make(map[string]string), make(map[string]bool)
	for _, f := range rows() {
		name, traits := f.Name(), f.Traits()
		if name == "" || names[name] || traits.About == "" || f.row.Of == "" {
			t.Errorf("%q has no name of its own, or nothing about it", name)
		}
		names[name] = true
		for _, c := range traits.Containers {
			if other := containers[c]; other != "" {
				t.Errorf("%s and %s have the container %s", name, other, c)
			}
			containers[c] = name
			if f.row.Contested {
				continue
			}
			key, _ := f.Key(c, "a")
			for _, other := range rows() {
				if _, _, _, ok := other.Parse(key); ok && other != f {
					t.Errorf("%s has the key %s, which is also one of %s, as contested", name, key, other.Name())
				}
			}
		}
		for _, c := range f.its().codecs.Codecs {
			if c.What == "" || c.Label == "" || len(f.its().codecs.Codecs) > 1 && (c.Begins == nil || len(c.Ways) == 0 || f.its().codecs.Neither == "") {
				t.Errorf("%s: the codec %s says too little of itself", name, c.Name)
			}
			if f.row.Contested && !f.row.strict() && c.Heads == nil {
				t.Errorf("%s: the codec %s does not tell how a session begins", name, c.Name)
			}
		}
	}
}

// TestKeyAndParseAreInverse draws names and keys like those of all formats: a key gives
// back the names that it was made of, and what is found in a key makes that key.
func TestKeyAndParseAreInverse(t *testing.T) {
	t.Parallel()
	tricky := rapid.SampledFrom([]string{"d_dbs1", "lock.s1"}) // which look like another engine's, and a lock
	ids, items := []string{"s1", "0123456789abcdef0123456789abcdef"}, []string{"sessh/Shop/s1", "0123456789abcdef0123456789abcdef", "items"}
	pieces := []string{"", ":", "/", "%", "1", "-", "shop", " ", "é", "\xff", "0123456789abcdef0123456789abcdef", "Zz_-Zz_-Zz_-Zz_-Zz_-Zz_-Zz_-Zz_-"}
	containers := []string{"Shop", "items", "lovely"}
	for _, f := range formats() {
		containers = append(containers, f.Traits().Containers...)
	}
	for _, row := range rows() {
		for _, item := range formattest.Items(t, "testdata/"+row.Name()) {
			ids, items = append(ids, item.ID), append(items, item.Key)
			pieces = append(pieces, item.ID, item.ID[:len(item.ID)/2], item.Key, item.Key[:len(item.Key)-len(item.ID)])
			for _, lock := range row.its().keys.LockKeys(item.Container, item.ID) {
				pieces = append(pieces, lock, lock[:len(lock)-1])
				if container, id, _, ok := row.Parse(lock); ok {
					t.Errorf("the lock %s of %s/%s is read as %s/%s", lock, item.Container, item.ID, container, id)
				}
			}
		}
	}
	pieces = append(pieces, "lock.", "sessh/", "d_db", "cached_db")
	text := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 4), func(s []string) string { return join(s) })
	named, found := 0, 0
	for _, f := range formats() {
		t.Run(f.Name(), func(t *testing.T) {
			own := append(slices.Clone(f.Traits().Containers), "Shop")
			container := rapid.OneOf(rapid.SampledFrom(own), rapid.SampledFrom(own), rapid.SampledFrom(containers), text, rapid.Map(text, func(s string) string { return own[0] + ":" + s }))
			rapid.Check(t, func(t *rapid.T) {
				c, id, key := container.Draw(t, "container"), rapid.OneOf(tricky, rapid.SampledFrom(ids), text).Draw(t, "id"), rapid.OneOf(rapid.SampledFrom(items), text).Draw(t, "key")
				made, err := f.Key(c, id)
				again, err2 := f.Key(c, id)
				if made != again || (err == nil) != (err2 == nil) {
					t.Fatalf("the key of %q/%q is %q (%v), and then %q (%v)", c, id, made, err, again, err2)
				}
				if err == nil {
					named++
					gotC, gotID, exact, ok := f.Parse(made)
					switch digest := f.Traits().Digests || !exact; {
					case !ok, !digest && (gotC != c || gotID != id):
						t.Fatalf("the key %q of %q/%q is of %q/%q, %v", made, c, id, gotC, gotID, ok)
					case digest && !f.Traits().Digests && gotC != c:
						t.Fatalf("the key %q of %q/%q is of the container %q", made, c, id, gotC)
					}
				}
				if gotC, gotID, exact, ok := f.Parse(key); ok && (exact || f.Traits().Digests) {
					found++
					if back, err := f.Key(gotC, gotID); back != key || err != nil {
						t.Fatalf("%q is of %q/%q, whose key is %q, %v", key, gotC, gotID, back, err)
					}
				}
			})
		})
	}
	if named == 0 || found == 0 {
		t.Errorf("%d names have a key, %d keys have names", named, found)
	}
}

func join(parts []string) (text string) {
	for _, p := range parts {
		text += p
	}
	return text
}

// TestWith puts the format of new containers first, and those of prefixes before others.
func TestWith(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		first    string
		prefixes []string
		want     []string // nil: refused
	}{
		{"", nil, Names()},
		{"sessh", nil, Names()},
		{"php", nil, append([]string{"php"}, slices.DeleteFunc(Names(), func(n string) bool { return n == "php" })...)},
		{"", []string{"a:", "b:"}, append([]string{"sessh", "plain", "plain"}, Names()[1:]...)},
		{"tea", nil, nil},
		{"plain", []string{"a:"}, nil},
		{"", []string{":"}, nil},
	} {
		all, err := With(Own{First: test.first, Prefixes: test.prefixes})
		var got []string
		for _, f := range all {
			got = append(got, f.Name())
		}
		if !slices.Equal(got, test.want) || (err == nil) != (test.want != nil) {
			t.Errorf("%q with %q: %q, %v", test.first, test.prefixes, got, err)
		}
	}
	all, err := With(Own{Prefixes: []string{"a:", "b:"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all { // the last prefix counts where several fit
		if _, id, _, ok := f.Parse("b:x"); ok {
			if id != "x" {
				t.Errorf("b:x is of %s, with the id %s", f.Name(), id)
			}
			break
		}
	}
	if Named("tea") != nil || Named("php").Name() != "php" {
		t.Error("formats are not found by their names")
	}
}
