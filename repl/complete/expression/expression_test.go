package expression

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sessh/session/marked"
	"sessh/session/tree"
)

const session = `{"cart": {"items": [{"sku": "k1", "qty": 3}, {"sku": "k2", "price": {"net": 1}}], "total": 7}, "login": {"name": "Bob"}, "odd name": {"x": 1}}`

func TestFind(t *testing.T) {
	t.Parallel()
	v, err := marked.Decode([]byte(session))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		".":                                     " of cart login odd name",
		".ca":                                   "ca of cart login odd name",
		".cart.":                                " of items total",
		".cart.to":                              "to of items total",
		".cart | .to":                           "to of items total",
		".cart.items[].":                        " of price qty sku",
		".cart.items[0].s":                      "s of qty sku",
		".cart.items[-1].price.":                " of net",
		".cart.items[] | select(.q":             "q of price qty sku",
		".cart.items[] | select(.qty > 2) | .s": "s of price qty sku",
		".cart.items | map(.s":                  "s of price qty sku",
		".cart.items | map(select(.s":           "s of price qty sku",
		".cart.items | sort_by(.qty)[0].s":      "s of qty sku",
		".cart.items | first | .s":              "s of qty sku",
		"(.cart | .items)[].s":                  "s of price qty sku",
		".cart as $x | .log":                    "log of cart login odd name",
		".cart.total > 1 and .login.n":          "n of name",
		"[.cart.total, .login.":                 " of name",
		"{a: .cart.t":                           "t of items total",
		`."odd name".`:                          " of x",
		`.["odd name"].`:                        " of x",
		`.["odd`:                                "\"odd of cart login odd name",
		`."odd`:                                 "\"odd of cart login odd name",
		".cart?.to":                             "to of items total",
		".cart |= .to":                          "to of items total",
		".cart | se":                            "function se",
		".cart | ":                              "function ",
		"":                                      "function ",
		"map(se":                                "function se",
		".. | .to":                              "to of ",
		".nowhere.to":                           "to of ",
		"f(.x) | .to":                           "to of ",
		`"in a text .ca`:                        "nothing",
		"12":                                    "nothing",
		".cart)":                                "nothing",
		".cart[":                                "nothing",
	} {
		got := "nothing"
		if e, ok := Find(text, []any{v}); ok && e.Names {
			got = "function " + e.Typed
		} else if ok {
			var keys []string
			for _, x := range e.Values {
				if m, ok := x.(*tree.Map); ok {
					for k := range m.All() {
						keys = append(keys, fmt.Sprint(k))
					}
				}
			}
			slices.Sort(keys)
			got = e.Typed + " of " + strings.Join(slices.Compact(keys), " ")
			if e.Quoted {
				got = `"` + got
			}
		}
		if got != want {
			t.Errorf("%s ends in %q, want %q", text, got, want)
		}
	}
}

func FuzzFind(f *testing.F) {
	v, err := marked.Decode([]byte(session))
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{".cart.items[].s", `."x`, "map(select(.a", "..[", "))|", ".[\"a\"]", "$x|@a", ".cart[1:2]"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if e, ok := Find(text, []any{v, nil, int64(1)}); ok && (e.From < 0 || e.From > len(text)) {
			t.Errorf("%q begins at %d", text, e.From)
		}
	})
}
