package cursor

import (
	"fmt"
	"testing"
)

func TestFind(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"tra":                        "name tra",
		"x = ":                       "name ",
		"print(da":                   "name da",
		"for k in da":                "name da",
		"transaction.":               "attribute  of transaction",
		"transaction.sa":             "attribute sa of transaction",
		"transaction.manager.g":      "attribute g of transaction .manager",
		"data['ca":                   "key 'ca of data",
		`data["ca`:                   `key "ca of data`,
		"data[":                      "key  of data",
		"data[1":                     "key 1 of data",
		"data['cart']['to":           "key 'to of data [cart]",
		"data['cart'].ke":            "attribute ke of data [cart]",
		"data['items'][0]['s":        "key 's of data [items] [0]",
		`f(1, data[u'it\'s']["x`:     `key "x of data [it's]`,
		"print(data['cart' ] . up":   "attribute up of data [cart]",
		"x = 'it is data[' + da":     "name da",
		"data[na":                    "name na",
		"['ca":                       "nothing",
		"f()['ca":                    "nothing",
		"f().x":                      "nothing",
		"x in ['ca":                  "nothing",
		"'text":                      "nothing",
		"'''data['ca":                "nothing",
		"x = 1 # data['ca":           "nothing",
		"x = 12":                     "nothing",
		"1.5":                        "nothing",
		"x = (1).re":                 "nothing",
		"data[x]['ca":                "nothing",
		"data[-1].x":                 "nothing",
		"":                           "name ",
		"data['日本']['語":              "key '語 of data [日本]",
		"x = 'open\ndata['ca":        "key 'ca of data",
		"if data['a'] == 1:\n  sess": "name sess",
		"import ":                    "module ",
		"import a, b.c":              "module b.c",
		"x = 1; from lovely.m":       "module lovely.m",
		"from a.b imp":               "import imp",
		"from a.b import c, d":       "member d of a.b",
		"from a import (c as d, ":    "member  of a",
		"from a import c as d":       "name d",
		"x = 'a; import t":           "nothing",
	} {
		e := Find(source)
		got := []string{"nothing", "name " + e.Typed, "attribute " + e.Typed + " of " + e.Root, "key " + e.Quote + e.Typed + " of " + e.Root,
			"module " + e.Typed, "member " + e.Typed + " of " + e.Root, "import " + e.Typed}[e.Kind]
		for _, s := range e.Steps {
			if got += " ." + s.Attribute; s.Attribute == "" {
				got = got[:len(got)-2] + fmt.Sprintf(" [%v]", s.Key)
			}
		}
		if got != want {
			t.Errorf("%q ends in %q, want %q", source, got, want)
		}
		if e.Kind != Nothing && len(source)-e.From < len(e.Typed) {
			t.Errorf("%q: what was typed begins at %d", source, e.From)
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, seed := range []string{"data['ca", "transaction.sa", "'''x", "f(x)[0].y", "u'\\", "\xff['"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if e := Find(source); e.From < 0 || e.From > len(source) {
			t.Errorf("%q begins at %d", source, e.From)
		}
	})
}
