package cookie

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	t.Parallel()
	const chromeBash = `curl 'https://example.com/a?b=c' \
  -H 'accept: */*' \
  -H $'cookie: sid=a\u0021b\'c; theme=dark' \
  --data-raw $'x=1\n-b no=1' \
  --compressed`
	const chromeCmd = `curl ^"https://example.com/^" ^
  -H ^"accept: */*^" ^
  -b ^"sid=s^%^3Aabc.d^&e; say=^\^"hi^\^"^" ^
  --data-raw ^"a^

b^"`
	for _, test := range []struct{ name, text, want string }{
		{"a value", " 8hsfyw1m \n", "=8hsfyw1m"},
		{"a value in base64", "eyJpdiI6IkhV==", "=eyJpdiI6IkhV=="},
		{"a value in quotes", `"abc"`, "=abc"},
		{"a value with all signs", "s%3Aab-_.c+/~!*'()", "=s%3Aab-_.c+/~!*'()"},
		{"a name and a value", "sessionid=abc", "sessionid=abc"},
		{"an empty value", "sessionid=; a=b", "a=b"},
		{"a value with equals signs", "a=b=c==", "a=b=c=="},
		{"a name with signs", "koa:sess=1; my.sid=2; __Host-a=3", "koa:sess=1 my.sid=2 __Host-a=3"},
		{"a list", "a=b; c=d;e=f", "a=b c=d e=f"},
		{"a list of lines", "a=b\nc=d\r\ne=f", "a=b c=d e=f"},
		{"document.cookie", `"a=b; c=d"`, "a=b c=d"},
		{"quotes", `a="b"; c=d`, "a=b c=d"},
		{"twice", "a=b; a=b; a=c", "a=b a=c"},
		{"a header", "Cookie: a=b; c=d", "a=b c=d"},
		{"a header in small letters", "cookie:a=b", "a=b"},
		{"a header on two lines", "cookie\n", "=cookie"},
		{"a header and its value on the next line", "cookie:\na=b; c=d\naccept:\n*/*", "a=b c=d"},
		{"Set-Cookie", "Set-Cookie: a=b; Path=/; HttpOnly\nset-cookie: c=d; Expires=Thu, 01 Jan 2026 00:00:00 GMT", "a=b c=d"},
		{"a request", "GET /?x=1 HTTP/1.1\r\nHost: a.example\r\nCookie: a=b; c=d\r\nReferer: https://a.example/?e=f;g=h\r\n\r\n", "a=b c=d"},
		{"curl of Chrome, for bash", chromeBash, "sid=a!b'c theme=dark"},
		{"curl of Chrome, for cmd", chromeCmd, `sid=s%3Aabc.d&e say=hi`},
		{"curl of Firefox", "curl 'https://a.example/' --compressed -H 'Cookie: a=b; c=d' -H 'Pragma: no-cache'", "a=b c=d"},
		{"curl of Safari", "curl 'https://a.example/' \\\n-X 'GET' \\\n-H 'Cookie: a=b'", "a=b"},
		{"curl in double quotes", `curl "https://a.example/" -H "Cookie: a=b\"c; d=e\$f\\g"`, "a=b\"c d=e$f\\g"},
		{"curl with the value in the same word", `curl -ba=b --cookie=c=d '-HCookie: e=f' --header='cookie: g=h'`, "a=b c=d e=f g=h"},
		{"curl with a value outside quotes", `curl -b a=b\;c https://a.example`, "a=b"},
		{"curl with a file", "curl -b jar.txt -H 'Cookie: a=b'", "a=b"},
		{"curl.exe", `curl.exe -b "a=b" x`, "a=b"},
		{"arguments of curl", "-H 'Cookie: a=b' --compressed", "a=b"},
		{"several commands", "curl 'x' -b 'a=b' ;\ncurl 'y' -b 'c=d'", "a=b c=d"},
		{"escapes of bash", `curl -b $'a=\x41\u00412\U00000043\\\'\t'`, "a=AA2C\\'"},
		{"escapes of bash, visible", `curl -b $'a=\x41\u00412\U00000043\\\'\q\u'`, `a=AA2C\'\q\u`},
		{"a quote that is not closed", "curl -b 'a=b", "a=b"},
		{"fetch of Chrome", "fetch(\"https://a.example/\", {\n  \"headers\": {\n    \"accept\": \"*/*\",\n    \"cookie\": \"a=b; c=\\\"d\\\"\"\n  },\n  \"body\": null\n});", "a=b c=d"},
		{"fetch without cookies", `fetch("https://a.example/", {"body": "x=y"})`, ""},
		{"PowerShell of Chrome", "$session = New-Object X\n$session.Cookies.Add((New-Object System.Net.Cookie(\"a\", \"b\", \"/\", \"a.example\")))\n$session.Cookies.Add((New-Object System.Net.Cookie(\"c\", \"d\", \"/\", \"a.example\")))", "a=b c=d"},
		{"rows of a table", "a\tb\ta.example\t/\tSession\t35\t✓\nc\td\ta.example\t/", "a=b c=d"},
		{"curl's file", "# Netscape HTTP Cookie File\n#HttpOnly_a.example\tFALSE\t/\tFALSE\t0\ta\tb\na.example\tTRUE\t/\tTRUE\t1799999999\tc\td\n", "a=b c=d"},
		{"a dash that is a value", "-aBc_d", "=-aBc_d"},

		{"a value in single quotes", "'abc'", "=abc"},
		{"a pair in single quotes", "'sessionid=abc'", "sessionid=abc"},
		{"a list in single quotes", "'a=b; c=d'", "a=b c=d"},
		{"a header in quotes", `"Cookie: a=b; c=d"`, "a=b c=d"},
		{"a header with its value in quotes", `Cookie: "a=b; c=d"`, "a=b c=d"},
		{"a pair in a header, in quotes", `Set-Cookie: "sessionid=abc"; Path=/`, "sessionid=abc"},
		{"curl with quotes in quotes", `curl -b '"a=b; c=d"'`, "a=b c=d"},
		{"a header in single quotes", "'Cookie: a=b; c=d'", "a=b c=d"},
		{"a value that begins and ends with a quote", "'a'b'", "='a'b'"},
		{"a cookie of Firefox", `sessionid:"abc"`, "sessionid=abc"},
		{"a cookie of Firefox, with its attributes", "sessionid:\"abc\"\nCreated:\"Fri, 27 Nov 2026 08:00:00 GMT\"\nDomain:\"localhost\"\nHostOnly:true\nPath:\"/\"\nSameSite:\"Lax\"", "sessionid=abc"},
		{"a value with a colon", "s:abc.def", "=s:abc.def"},
		{"JSON", `{"sessionid": "abc", "theme": "dark"}`, "sessionid=abc theme=dark"},
		{"JSON in single quotes", `'{"sessionid": "abc"}'`, "sessionid=abc"},
		{"the cookies of a request in Firefox", `{"Request Cookies": {"sessionid": "abc"}, "Response Cookies": {"a": {"httpOnly": true, "path": "/", "value": "b"}}}`, "sessionid=abc a=b"},
		{"the export of an extension", `[{"domain": "a.example", "name": "sessionid", "value": "abc", "path": "/"}, {"name": "c", "value": "d"}]`, "sessionid=abc c=d"},
		{"headers in JSON", `{"headers": {"Cookie": "a=b; c=d"}}`, "a=b c=d"},

		{"JSON without cookies", `{"a b": "c", "n": 1}`, ""},
		{"JSON that is cut off", `{"sessionid": "ab`, ""},
		{"nothing", " \n", ""},
		{"words", "this is no cookie", ""},
		{"control characters", "a=b\x1b[31m", ""},
		{"curl without cookies", "curl 'https://a.example' -H 'Accept: */*'", ""},
		{"letters of other languages", "a=日本", ""},
	} {
		all, err := Parse(test.text)
		var texts []string
		for _, c := range all {
			texts = append(texts, c.Name+"="+c.Value)
		}
		if got := strings.Join(texts, " "); got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%s: %q, %v; want %q", test.name, got, err, test.want)
		}
	}
}

// TestBounds refuses what no browser sends.
func TestBounds(t *testing.T) {
	t.Parallel()
	var many strings.Builder
	for i := range MaxCookies + 1 {
		fmt.Fprintf(&many, "a%d=1; ", i)
	}
	for name, test := range map[string]struct {
		text string
		want error
	}{
		"a long text":           {strings.Repeat("x", MaxText+1), errLarge},
		"many cookies":          {many.String(), errMany},
		"a long value":          {"a=" + strings.Repeat("x", MaxValue+1), errNone},
		"many nested brackets":  {"curl " + strings.Repeat("$((", MaxText/4), errNone},
		"many semicolons":       {strings.Repeat(";", MaxText), errNone},
		"many cookies of curl":  {"curl " + strings.Repeat("-b a=1 -b a=2 ", MaxText/16), nil},
		"many quotes":           {"curl " + strings.Repeat("'", MaxText/2), errNone},
		"many headers":          {strings.Repeat("cookie:\n", MaxText/8), errNone},
		"one header many times": {strings.Repeat("cookie:a=1\n", MaxText/16), nil},
	} {
		if _, err := Parse(test.text); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSilence: no text that describes a cookie, a secret, or an error has any of it.
func TestSilence(t *testing.T) {
	t.Parallel()
	c := Cookie{Name: "sid", Value: "credential"}
	s, err := ParseSecrets([]byte("credential\n"))
	if err != nil {
		t.Fatal(err)
	}
	jar := Jar{Cookies: []Cookie{c}, Secrets: s}
	texts := []string{fmt.Sprint(c), fmt.Sprintf("%v %s %#v", c, c, c), fmt.Sprintf("%v %+v %#v %s %x", s, s, s, s, s), fmt.Sprintf("%v %s", jar.Secrets, &jar.Secrets)}
	for _, text := range []string{"a credential is no cookie", "curl credential", "credential\x00"} {
		_, err := Parse(text)
		texts = append(texts, fmt.Sprint(err))
	}
	_, err = ParseSecrets([]byte("base64:credential!"))
	texts = append(texts, fmt.Sprint(err))
	for _, text := range texts {
		if strings.Contains(text, "credential") || strings.Contains(text, "63726564") {
			t.Errorf("%q tells", text)
		}
	}
}

func TestContinues(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"curl 'x' \\": true, "curl ^\"x^\" ^": true, "curl 'x' \\\r": true, "curl 'x' \\\n -H 'a' \\": true,
		"curl 'x'": false, "curl 'x' \\\n -H 'a'": false, `sid=abc\`: false, "": false,
	} {
		if Continues(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}
