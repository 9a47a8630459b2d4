package cookie

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestIDs is about forms that testdata has no framework for, and about values that are not
// as usual.
func TestIDs(t *testing.T) {
	t.Parallel()
	const php, hex32 = "r2kd9s7f6g5h4j3k2l1q0w9e8r", "0123456789abcdef0123456789abcdef"
	for _, test := range []struct {
		name  string
		form  *Form
		value string
		want  string // the ids
	}{
		{"PHP", PHP, php, php},
		{"PHP, too short", PHP, php[:21], ""},
		{"PHP, all signs", PHP, "-,aZ09" + php, "-,aZ09" + php},
		{"PHP, percent-encoded", PHP, "%2C%2DaZ09" + php, ",-aZ09" + php},
		{"PHP, other signs", PHP, "_" + php, ""},
		{"PHP, the longest", PHP, strings.Repeat("a", 256), strings.Repeat("a", 256)},
		{"PHP, too long", PHP, strings.Repeat("a", 257), ""},
		{"a short value", Django, "dark", ""},
		{"a nil form", nil, php, ""},
		{"Rack", Rack, hex32, "2::3eb1bd439947eb762998e566ccc2e099c791118b2f40579cc4f7da2b5061b7f9 " + hex32},
		{"Rack, signed", Rack, hex32 + "--deadbeef", "2::3eb1bd439947eb762998e566ccc2e099c791118b2f40579cc4f7da2b5061b7f9 " + hex32},
		{"Rack, a private id", Rack, "2::" + hex32, "2::" + hex32},
		{"express, unsigned", Express, "abcdefgh", "abcdefgh"},
		{"express, JSON", Express, `s:j:"abcdefgh".c2ln`, "abcdefgh"},
		{"express, no id in JSON", Express, `j:{"a":1}`, ""},
		{"express, an id with a dot", Express, "s:abc.defgh.c2ln", "abc.defgh"},
		{"Beaker, unsigned", Beaker, hex32, hex32},
		{"Beaker, SHA-256", Beaker, strings.Repeat("ab", 32) + hex32, strings.Repeat("ab", 12) + hex32 + " " + hex32 + " " + strings.Repeat("ab", 32) + hex32},
		{"Beaker, quoted", Beaker, `"` + hex32 + `"`, hex32},
		{"koa-session", Koa, "shop:71c533f1-ed0e", "shop:71c533f1-ed0e 71c533f1-ed0e"},
		{"Tomcat", Tomcat, "AB12CD34-n1.route1", "AB12CD34-n1.route1 AB12CD34-n1 AB12CD34"},
		{"Tomcat, alone", Tomcat, "AB12CD34", "AB12CD34"},
		{"Spring", Spring, "MGY4ZmFkNWItZDljYi00NjlmLWExNjUtNzA4Njc3Mjg5NTBl", "0f8fad5b-d9cb-469f-a165-70867728950e MGY4ZmFkNWItZDljYi00NjlmLWExNjUtNzA4Njc3Mjg5NTBl"},
		{"scs", SCS, "u2mTrVvVXTPvTtBuYhnm4GVlYJjTPgPN3dBHcyHtX9M", "u2mTrVvVXTPvTtBuYhnm4GVlYJjTPgPN3dBHcyHtX9M 2SxihjFKMAmlZLDTGfMt1XF-fuWfKkHi8_ZBFARostQ"},
		{"Yii", Yii, "abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz 4068e35a06c5644f570b6d6bc8d091d3 55f11879333f5509d0b0e433dccc1dfb 0ac23a9135977ccaca5486d2914f769b"},
		{"Laravel, plain", Laravel, strings.Repeat("aB", 20), strings.Repeat("aB", 20)},
		{"Laravel, damaged", Laravel, "eyJpdiI6Im4xaGZOVDI4MmlSK04vbXciLCJ2YWx1Z", "eyJpdiI6Im4xaGZOVDI4MmlSK04vbXciLCJ2YWx1Z"},
		{"Zope", Lovely, "12345678A9x-bcDefgH", "12345678A9x-bcDefgH"},
	} {
		ids, err := test.form.IDs(Cookie{"x", test.value}, Jar{})
		var texts []string
		for _, x := range ids {
			texts = append(texts, x.ID)
		}
		if got := strings.Join(texts, " "); err != nil || got != test.want {
			t.Errorf("%s: %s, %v; want %s", test.name, got, err, test.want)
		}
	}
}

// TestForged: a cookie of Laravel's that somebody has changed is not decrypted.
func TestForged(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/cookies.json")
	if err != nil {
		t.Fatal(err)
	}
	forged := 0
	for _, m := range decode(t, text) {
		if m.Form != "laravel" {
			continue
		}
		secrets, err := ParseSecrets([]byte(m.Secret))
		if err != nil {
			t.Fatal(err)
		}
		var p payload
		b, err := base64.StdEncoding.DecodeString(spellings(m.Value)[0])
		if err != nil || json.Unmarshal(b, &p) != nil {
			t.Fatal(m.By, err)
		}
		other := base64.StdEncoding.EncodeToString([]byte("0123456789abcdef"))
		for name, change := range map[string]func(p *payload){
			"the vector": func(p *payload) { p.IV = other[:len(p.IV)-2] + p.IV[len(p.IV)-2:] },
			"the value":  func(p *payload) { p.Value = "A" + p.Value[1:]; p.Value = p.Value[:len(p.Value)-24] + other },
			"the digest": func(p *payload) { p.MAC, p.Tag = strings.Repeat("0", len(p.MAC)), other },
			"no digest":  func(p *payload) { p.MAC, p.Tag = "", "" },
		} {
			x := p
			change(&x)
			b, err := json.Marshal(x)
			if err != nil {
				t.Fatal(err)
			}
			c := Cookie{m.Name, base64.StdEncoding.EncodeToString(b)}
			if ids, err := Laravel.IDs(c, Jar{Secrets: secrets}); err != ErrWrongKey || len(ids) > 0 {
				t.Errorf("%s: with another one of %s: %v, %v", m.By, name, ids, err)
			}
			forged++
		}
	}
	if forged == 0 {
		t.Error("there is none")
	}
}

// TestOf checks what is said of the cookies of ids.
func TestOf(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		form     *Form
		id, want string
		how      How
		key      string // "": the id
	}{
		{Django, "abc", "sessionid=abc", AsItIs, ""},
		{Express, "abc", "connect.sid=s:abc", Signed, ""},
		{Laravel, "abc", "laravel_session=abc", Encrypted, ""},
		{Rails.Called("_shop_session"), "abc", "_shop_session=abc", AsItIs, ""},
		{Spring, "0f8fad5b-d9cb-469f-a165-70867728950e", "SESSION=MGY4ZmFkNWItZDljYi00NjlmLWExNjUtNzA4Njc3Mjg5NTBl", AsItIs, ""},
		{Rack, "2::abc", "", AsItIs, ""},
		{Yii, "abc", "PHPSESSID=abc", AsItIs, ""},
		{Plain, "abc", "", AsItIs, ""},
		{nil, "abc", "", AsItIs, ""},
		{Tomcat, "602F", "JSESSIONID=602F-n1.jvm1", AsItIs, "602F-n1.jvm1"},
		{Tomcat, "602F", "JSESSIONID=602F", AsItIs, "shop:602F"},
	} {
		c, how, ok := test.form.Of(test.id, cmp.Or(test.key, test.id))
		got := ""
		if ok {
			got = c.Name + "=" + c.Value
		}
		if got != test.want || how != test.how {
			t.Errorf("%q, %q; want %q, %q", got, how, test.want, test.how)
		}
	}
	if slices.Contains(Rack.Names, "_session_id") {
		t.Error("Called has changed the form that it was called on")
	}
}

// TestParseSecrets reads files of secrets.
func TestParseSecrets(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text, want string // what the keys are, with | between; "": it fails
	}{
		{"a key alone", "tea\n", "tea"},
		{"in base64", "base64:dGVh", "tea"},
		{".env", "# of the shop\nAPP_NAME=Shop\n\nexport APP_KEY='base64:dGVh'\nOTHER = \"a=b\"\r\n", "Shop|tea|a=b"},
		{"several keys", "APP_PREVIOUS_KEYS=base64:dGVh,base64:Y2FrZQ==", "tea|cake"},
		{"no name", "dGVh==", "dGVh=="},
		{"nothing", "# nothing\n\n", ""},
		{"no base64", "base64:%", ""},
		{"too long", strings.Repeat("x", MaxSecrets+1), ""},
		{"too many", strings.Repeat("x\n", maxKeys+1), ""},
	} {
		s, err := ParseSecrets([]byte(test.text))
		var texts []string
		for _, k := range s.keys {
			texts = append(texts, string(k))
		}
		if got := strings.Join(texts, "|"); got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%s: %q, %v; want %q", test.name, got, err, test.want)
		}
	}
}

// TestIsCalled: a star stands for any text, but a value without a name is of no form.
func TestIsCalled(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		form *Form
		name string
		want bool
	}{
		{MediaWiki, "enwiki_session", true}, {MediaWiki, "EnWiki_Session", true}, {MediaWiki, "session", false}, {MediaWiki, "", false},
		{Lovely, "zope3_cs_ab", true}, {Lovely, "_zopeid", true}, {Lovely, "zope3", false}, {Lovely, "", false},
	} {
		if got := tt.form.IsCalled(tt.name); got != tt.want {
			t.Errorf("%v is called %q: %t", tt.form.Names, tt.name, got)
		}
	}
}

// TestUsualCookies: the cookie of a session has the framework's default name, and all of what its value has.
func TestUsualCookies(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		form          *Form
		id, key, want string
	}{
		{Koa, "4c918e71", "shop:koa:4c918e71", "koa.sess=shop:koa:4c918e71"},
		{Koa, "4c918e71", "keyv:keyv:shop:4c918e71", "koa.sess=shop:4c918e71"},
		{Koa, "4c918e71", "4c918e71", "koa.sess=4c918e71"},
		{KoaGeneric, "GtM3", "koa:sess:GtM3", "koa.sid=GtM3"},
		{Keyv, "abc", "keyv:keyv:sess:abc", ""},
		{SimpleSAML, "0123", "simpleSAMLphp.session.0123", "SimpleSAMLSessionID=0123"},
		{Django, "abc", ":1:django.contrib.sessions.cacheabc", "sessionid=abc"},
	} {
		got := ""
		if c, _, ok := tt.form.Of(tt.id, tt.key); ok {
			got = c.Name + "=" + c.Value
		}
		if got != tt.want {
			t.Errorf("the cookie of %s is %s, want %s", tt.key, got, tt.want)
		}
	}
}
