package dumpfile

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// lines are as dump writes them, or nearly so.
var lines = []string{
	`{"container":"django","session":"abc","format":"django","ttl":7195,"data":{"cart":{"items":[{"qty":2}],"total":-1.5e3}},"flags":1,"item":"gARVeA=="}`,
	`{"container":"C","session":"s","format":"sessh","ttl":0.25,"lastAccess":"2026-11-27T12:00:00Z","way":"json","data":{"a":"\"}{\\","é":null},"item":""}`,
	`{"session":"s","container":"C","format":"f","data":null,"flags":4294967296,"item":"e30="}`,
	`{"container":"C","container":"D","session":"s","data":[],"item":"e30","flags":01}`,
	`{"container":"C","session":"s","data":{"a":1,"a":2}, "ttl":1.,"x":1}`,
	`{"container":"C","session":"s","format":"f","redacted":true,"data":"[redacted]"} x`,
	`{"container":"\ud800","session":"é","ttl":1e3,"Flags":2,"data":{},"time":"2026-11-27T12:00:00Z"}`,
}

// TestQuickly: a line that is parsed quickly is what the decoder makes of it.
func TestQuickly(t *testing.T) {
	t.Parallel()
	check := func(t interface{ Fatalf(string, ...any) }, line string) bool {
		quick, ok := (&Reader{container: "C", format: "f"}).quickly([]byte(line))
		var d Session
		if err := d.parse([]byte(line)); ok && (err != nil && quick.check() == nil || !reflect.DeepEqual(quick, d)) {
			t.Fatalf("%s is quickly parsed as %+v, and decoded as %+v, %v", line, quick, d, err)
		}
		return ok
	}
	for i, line := range lines {
		if ok := check(t, line); ok != (i < 2) {
			t.Errorf("%s is parsed quickly: %v", line, ok)
		}
		for at := range line {
			check(t, line[:at])
			for _, c := range "\"\\{}[],:0-.eE \x00uN=" {
				check(t, line[:at]+string(c)+line[at:])
				check(t, line[:at]+string(c)+line[at+1:])
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.SampledFrom(lines).Draw(t, "a"), rapid.SampledFrom(lines).Draw(t, "b")
		check(t, a[:rapid.IntRange(0, len(a)).Draw(t, "from")]+b[rapid.IntRange(0, len(b)).Draw(t, "to"):])
	})
}
