package record_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sessh/repl"
	"sessh/session/memstore"
	"sessh/session/storage"
)

// TestRecordedBehindCookie: a recording replays after a cookie has led to a session whose id it
// must not have: the sessions that a search finds keep their order, and what is in that session
// keeps its type. So does the next recording of that shell.
func TestRecordedBehindCookie(t *testing.T) {
	t.Parallel()
	const secret = "8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc"
	store := memstore.New(memstore.Options{})
	for id, more := range map[string]string{
		secret:                             "",
		"7zzzyw1m7tgaxhq2eq2k6qbwbd1a1aaa": "",
		"90zzyw1m7tgaxhq2eq2k6qbwbd1a1aaa": "X\x02\x00\x00\x00meX\x20\x00\x00\x00" + secret, // its own id, in a value
	} {
		pickled := "\x80\x03}(X\x05\x00\x00\x00totalK\xc8" + // 200
			"X\x04\x00\x00\x00whencdatetime\ndate\nC\x04\x07\xea\x0b\x1b\x85R" +
			"X\x05\x00\x00\x00rolesX\x05\x00\x00\x00adminX\x03\x00\x00\x00dev\x86" + more +
			"X\x0d\x00\x00\x00_auth_user_idX\x01\x00\x00\x007u."
		store.Apply(t.Context(), []storage.Write{{Key: ":1:django.contrib.sessions.cache" + id, Value: []byte(pickled), Flags: 1, TTL: time.Hour}})
	}
	var out bytes.Buffer
	sh := repl.New(repl.Options{Store: store, Server: "x:1", Out: &out, Err: &out})
	name := filepath.Join(t.TempDir(), "walk.md")
	run(t, sh, "record "+name, "cookie "+secret, "find '.total > 130' /", "get when", "get roles", "ls -l", "get ../90zzyw1m7tgaxhq2eq2k6qbwbd1a1aaa/roles", "record --stop",
		"record "+name+"2", "find '.total > 130' /", "get when", "record --stop")
	if strings.Count(out.String(), " passed, 0 failed") != 2 {
		t.Errorf("it printed:\n%s", out.String())
	}
	for _, name := range []string{name, name + "2"} {
		text, err := os.ReadFile(name)
		if err != nil || strings.Contains(string(text), secret) || strings.Count(string(text), `"container"`) != 3 {
			t.Errorf("%v\n%s", err, text)
		}
	}
}
