package cookie

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"testing"
)

// FuzzIDs reads any text as cookies and secrets. All ids are bounded and visible, and reading
// the cookie of an id leads back to it.
func FuzzIDs(f *testing.F) {
	stored, err := os.ReadFile("testdata/cookies.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, m := range decode(f, stored) {
		f.Add(m.Name+"="+m.Value, m.Secret)
	}
	b, err := json.Marshal(payload{IV: "MDEyMzQ1Njc4OWFi", Value: "MDEy", Tag: "MDEyMzQ1Njc4OWFiY2RlZg=="})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(base64.StdEncoding.EncodeToString(b), "base64:MDEyMzQ1Njc4OWFiY2RlZg==")
	f.Add("curl -b $'a=\\u0041b' ^\"x^\" \\\n -H 'Cookie: a=\"s:x.y\"'", "tea")
	f.Add("Set-Cookie: a=%2", "APP_KEY=base64:")
	f.Fuzz(func(t *testing.T, text, secret string) {
		cookies, err := Parse(text)
		if (err == nil) != (len(cookies) > 0) || len(cookies) > MaxCookies {
			t.Fatalf("%d cookies, %v", len(cookies), err)
		}
		secrets, _ := ParseSecrets([]byte(secret))
		for _, c := range cookies {
			if len(c.Value) > MaxValue || !isVisible(c.Value) || len(c.Name) > longestName {
				t.Fatalf("the cookie %q=%q", c.Name, c.Value)
			}
			for _, form := range append([]*Form{Plain}, allForms...) {
				ids, _ := form.IDs(c, Jar{cookies, secrets})
				for _, x := range ids {
					if x.ID == "" || len(x.ID) > 256 || !isVisible(x.ID) {
						t.Fatalf("the id %q", x.ID)
					}
					form.Of(x.ID, text)
				}
			}
		}
		Continues(text)
		Find(text)
	})
}
