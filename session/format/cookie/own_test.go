package cookie

import (
	"os"
	"slices"
	"testing"
)

// TestOwn: an application that is not known may treat ids as any of the frameworks does, and
// signs as one of them at most.
func TestOwn(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/cookies.json")
	if err != nil {
		t.Fatal(err)
	}
	own := Own("shop", "sid")
	for _, m := range decode(t, text) {
		if m.Form == "yii" { // whose ids are digests of its own
			continue
		}
		var jar Jar
		if m.Secret != "" {
			if jar.Secrets, err = ParseSecrets([]byte(m.Secret)); err != nil {
				t.Fatal(err)
			}
		}
		jar.Cookies = []Cookie{{m.Name, m.Value}}
		for name, value := range m.Beside {
			jar.Cookies = append(jar.Cookies, Cookie{name, value})
		}
		ids, err := own.IDs(jar.Cookies[0], jar)
		i := slices.IndexFunc(ids, func(x Candidate) bool { return x.ID == m.ID })
		if err != nil || i < 0 {
			t.Errorf("%s: %v, %v, and not %s", m.By, ids, err, m.ID)
			continue
		}
		other := jar
		if other.Secrets, err = ParseSecrets([]byte("another secret")); err != nil {
			t.Fatal(err)
		}
		ids2, _ := own.IDs(jar.Cookies[0], other)
		if slices.ContainsFunc(ids2, func(x Candidate) bool { return x.Signature == Invalid || x.Signature == Valid }) {
			t.Errorf("%s: with another secret it is %v", m.By, ids2)
		}
		if want := m.Secret != ""; ids[i].Signature == Invalid || want && ids[i].Signature != Valid {
			t.Errorf("%s: its signature is %v", m.By, ids[i].Signature)
		}
	}
	if c, how, ok := own.Of("abcdef", "shop:abcdef"); !ok || c != (Cookie{"shop", "abcdef"}) || how != Unclear {
		t.Errorf("its cookie is %s=%s, %s", c.Name, c.Value, how)
	}
	if _, _, ok := Own().Of("abcdef", ""); ok {
		t.Error("a cookie without a name has one")
	}
	if _, err := own.IDs(Cookie{"x", "eyJpdiI6Im4xaGZOVDI4MmlSK04vbXciLCJ2YWx1ZSI6ImEiLCJtYWMiOiJiIn0="}, Jar{}); err != nil {
		t.Errorf("what may be an id is %v", err)
	}
}
