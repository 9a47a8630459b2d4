package cookie

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestFind finds cookies in lines, and none in lines that people type.
func TestFind(t *testing.T) {
	t.Parallel()
	const php, uuid = "jdiadbtbnl5ul47c70robple2q", "0f8fad5b-d9cb-469f-a165-70867728950e"
	for line, want := range map[string]string{
		"PHPSESSID=" + php: php, "phpsessid = " + php: php, "x; PHPSESSID=" + php: php, "cd /; cookie PHPSESSID=" + php: php,
		"set note PHPSESSID=" + php + "; a=b": php, "ls&&PHPSESSID='" + php + "'": php, `x = "PHPSESSID=` + php + `"`: php,
		"sessionid=short1": "short1", "shop_session=abcdef": "", "my.sid=ABCDEFGH": "ABCDEFGH", "koa:sess=ABCDEFGH": "ABCDEFGH", "zope3_cs_123=abc-def": "abc-def",
		"a=" + uuid: uuid, "?x=1&t=" + uuid + "&y=2": uuid, uuid: uuid, php: php, " '" + php + "';": php, "theme=dark; own=" + php: php, php + "; theme=dark": php, "ls; " + php: php,
		"Cookie: x=abc": "x=abc", "-H 'cookie: x=abc'": "x=abc", `{"Cookie": "x=abc"}`: "x=abc", "Set-Cookie:x=abc; Path=/": "x=abc",
		"curl https://a -b x=abc": "x=abc", "time curl https://a --cookie 'x=abc'": "x=abc",
		"get s:abcdefgh.eiU/zXqNIgbizmpoXjsEse3HEDmX2MIBUjFZcHDd6lA": "s:abcdefgh.eiU/zXqNIgbizmpoXjsEse3HEDmX2MIBUjFZcHDd6lA",
		"ls eyJpdiI6Im4xaGZOVDI4MmlSK04vbXciLCJ2YWx1Z":               "eyJpdiI6Im4xaGZOVDI4MmlSK04vbXciLCJ2YWx1Z",

		`sessionid:"` + php + `"`: php, `{"sessionid": "` + php + `"}`: php, `cookei '{"x": "` + php + `"}'`: php, `cookei PHPSESSID:"` + php + `"`: php,
		`set a {"token": "` + php + `"}`: "", `set a {"id": "` + uuid + `"}`: "", `{"total": "12"}`: "",

		"cd /php/" + php: "", "get /django/" + php + "/user": "", "find '.id==\"" + php + "\"'": "", "rm " + php + "/cart": "",
		"dump --file=2026-11-27T10:00:00Z.json": "", "at=2026-11-27T10:00:00Z": "", "session=root.container": "", "s=container['a1b2c3d4e5f6a7b8']": "",
		"set note a = b": "", "x=1": "", "token=5": "", "set user Ann": "", "get cookie": "", "grep 'Cookie: '": "", `set a {"cookie": {"path": "/"}}`: "",
		"set /express/x/cookie {\"originalMaxAge\": null}": "", "transaction.commit()": "", "curl https://a": "", "help cookie": "", "cookie -": "",
		"set --json count 12345678901234567890": "", "": "",
	} {
		if got := strings.Join(Find(line), " "); got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}

// TestFindCookies finds all cookies that frameworks have made, however they are pasted.
func TestFindCookies(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/cookies.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range decode(t, text) {
		for _, line := range []string{m.Name + "=" + m.Value, "cd /; " + m.Name + "=" + m.Value + "; theme=dark", "Cookie: a=b; " + m.Name + "=" + m.Value} {
			if !slices.ContainsFunc(Find(line), func(x string) bool { return strings.Contains(m.Value, strings.Trim(x, `"'`)) }) {
				t.Errorf("%s: %s: %q", m.By, line, Find(line))
			}
		}
	}
}
