package repl

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"sessh/session/memstore"
	"sessh/session/storage"
)

// TestFindComparesObjects: decimals and dates compare as numbers and as text in ISO 8601, and not
// as they are shown, which to jq would be greater than every number.
func TestFindComparesObjects(t *testing.T) {
	t.Parallel()
	const pickled = "\x80\x03}(X\x05\x00\x00\x00total" + // {"total": Decimal("25.00"), "when": datetime(2026, 11, 27, 8, tzinfo=UTC)}
		"cdecimal\nDecimal\nX\x05\x00\x00\x0025.00\x85R" +
		"X\x04\x00\x00\x00when" + "cdatetime\ndatetime\nC\x0a\x07\xea\x0b\x1b\x08\x00\x00\x00\x00\x00cdatetime\ntimezone\ncdatetime\ntimedelta\nK\x00K\x00K\x00\x87R\x85R\x86R" +
		"X\x0d\x00\x00\x00_auth_user_idX\x01\x00\x00\x007u."
	store := memstore.New(memstore.Options{})
	store.Apply(t.Context(), []storage.Write{{Key: ":1:django.contrib.sessions.cachevisitor0000000000000000000000000", Value: []byte(pickled), Flags: 1, TTL: time.Hour}})
	var out bytes.Buffer
	sh := New(Options{Store: store, Out: &out, Err: &out})
	defer sh.Close(t.Context())
	for expr, want := range map[string]bool{
		".total > 1000": false, ".total == 25": true, ".total * 2 == 50": true, "[.total, .total] | add == 50": true, ".total | type == \"number\"": true,
		".when > \"2099\"": false, ".when > \"2026-11\"": true, ".when == \"2026-11-27T08:00:00Z\"": true, ".when | fromdate == 1795766400": true,
	} {
		out.Reset()
		_ = sh.Run(t.Context(), "find '"+expr+"' /") // fails where nothing is found
		if found := strings.Contains(out.String(), visitor); found != want {
			t.Errorf("%s is found: %v, want %v\n%s", expr, found, want, out.String())
		}
	}
}
