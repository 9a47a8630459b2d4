package framework

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"sessh/session/format/client"
)

// smallItem is an item of at most a few megabytes that stands for much.
type smallItem struct {
	name, format, key string
	flags             uint32
	value             string // before it is compressed by zlib, if it is
	packed            bool
	reason            string // why it is not read; "" if it is, or is shown as a text or bytes
}

// smallItems are items in the codecs that have more values, or longer ones, than the limits
// allow, and some that have just as many as they allow.
func smallItems() []smallItem {
	const (
		most, mostCompounds = 400_000, 100_000
		many                = 3_000_000
	)
	x, count := strings.Repeat, func(n int) string { return string(binary.BigEndian.AppendUint32(nil, uint32(n))) }
	numbered := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	tooMany := fmt.Sprintf("more than %d parts", most)
	tooManyCompounds := fmt.Sprintf("more than %d lists, mappings and objects", mostCompounds)
	var items []smallItem
	pickle := func(name, list, reason string) {
		items = append(items, smallItem{name + " in a pickle", "django", ":1:django.contrib.sessions.cache" + x("z", 32), 9, "\x80\x04}\x8c\x01a](" + list + "es.", true, reason})
	}
	pickle("dicts", x("}", many), tooManyCompounds)
	pickle("as many dicts and numbers as can be", x("}K\x00K\x01s", mostCompounds-2)+x("K\x00", 100_000), "")
	pickle("numbers", x("K\x00", many), tooMany)
	pickle("as many numbers as can be", x("K\x00", most-3), "")
	pickle("stored lists", x("]\x94", many), tooManyCompounds)
	pickle("one list stored again", "]"+x("\x94", many), tooMany)
	pickle("tuples", x("N\x85", many), tooManyCompounds)
	pickle("one list in many places", "]\x94"+x("h\x00", many), tooMany)
	pickle("copies of the top", "]"+x("2", many), tooMany)
	pickle("marks", x("(", many), "marks are set at a time")
	pickle("a long text", "X\x00\x00\xe0\x01"+x("a", 30<<20), "")

	marshal := func(name, value string, n int, reason string) {
		list := "[\x03" + string([]byte{byte(n), byte(n >> 8), byte(n >> 16)}) + x(value, n)
		items = append(items, smallItem{name + " in Marshal", "rack", "rack:session:2::" + x("a", 64), 3, "\x04\x08{\x06I\"\x06a\x06:\x06ET" + list, true, reason})
	}
	marshal("numbers", "i\x00", many, tooMany)
	marshal("as many texts as can be", "\"\x00", most-5, "")
	marshal("arrays", "[\x00", most/2, tooManyCompounds)
	marshal("one array in many places", "@\x00", many, tooMany)

	var sessionOfGo bytes.Buffer
	gob.Register([]int{})
	_ = gob.NewEncoder(&sessionOfGo).Encode(struct {
		Deadline time.Time
		Values   map[string]any
	}{time.Unix(1, 0), map[string]any{
		"a": make([]int, most/2), "b": make([]int, most/2), "c": make([]int, most/2), "d": make([]int, many),
	}})

	return append(items, []smallItem{
		{"numbers in a gob", "scs", "scs:session:" + x("a", 43), 0, sessionOfGo.String(), false, tooMany},
		{"igbinary", "raw", "x", 0, "\x00\x00\x00\x02\x14\x01\x11\x01a\x16" + count(500_000) + x("\x06\x00\x00", 500_000), true, ""},
		{"arrays in igbinary", "mediawiki", "wikidb:MWSession:" + x("a", 32), 5, "\x00\x00\x00\x02\x14\x01\x11\x01a\x16" + count(most/2) + x("\x06\x00\x14\x00", most/2), false, tooManyCompounds},
		{"MessagePack", "raw", "x", 0, "\x81\xa1a\xdd" + count(many) + x("\x00", many), false, ""},
		{"arrays in MessagePack", "cakephp-arrays", "cake_" + x("a", 32), 7, "\x81\xa1a\xdd" + count(most/2) + x("\x90", most/2), false, tooManyCompounds},
		{"numbers in PHP's format", "laravel", "laravel_cache_:" + x("a", 40), 0, `a:1:{s:1:"a";a:500000:{` + numbered(500_000, "i:%d;N;") + `}}`, false, tooMany},
		{"references in PHP's format", "laravel", "laravel_cache_:" + x("a", 40), 0, `a:1:{s:1:"a";a:500000:{` + numbered(500_000, "i:%d;R:1;") + `}}`, false, tooMany},
		{"JSON", "express", "sess:" + x("a", 32), 0, `{"cookie":{"originalMaxAge":null},"a":[0` + x(",0", many/2) + `]}`, false, tooMany},
		{"as much as can be in JSON", "express", "sess:" + x("a", 32), 0, `{"cookie":{"originalMaxAge":null},"a":[0` + x(",0", most-8) + `]}`, false, ""},
		{"lists in JSON", "express", "sess:" + x("a", 32), 0, `{"cookie":{"originalMaxAge":null},"a":[0` + x(",[]", mostCompounds) + `]}`, false, tooManyCompounds},
		{"JSON of no framework", "raw", "x", 0, `{"a":[0` + x(",0", many/2) + `]}`, false, ""},
		{"a long text in JSON", "raw", "x", 0, `{"a":"` + x("a", 30<<20) + `"}`, true, ""},
		{"a list in YAML", "cgi-session", x("a", 32), 0, "---\na: [0" + x(",0", 250_000) + "]\n", false, "more than 100000 commas"},
		{"a long text", "raw", "x", 0, x("a", client.Limit), true, ""},
		{"sessh's own", "sessh", "x", 0, `{"version":1,"data":{"a":{"b":[0` + x(",{}", 350_000) + `]}}}`, false, ""},
	}...)
}

// TestSmallItemsStaySmall reads items that a server stores, and that would take gigabytes if
// all that they stand for was made. What recognizing and reading one allocates, most of which is
// garbage at the end, stays within bounds.
func TestSmallItemsStaySmall(t *testing.T) {
	const most = 300 << 20
	for i, item := range smallItems() {
		if testing.Short() && i%16 != 0 {
			continue
		}
		t.Run(item.name, func(t *testing.T) {
			value := []byte(item.value)
			if item.packed {
				var err error
				if value, err = client.Zlib.Pack(value); err != nil {
					t.Fatal(err)
				}
			}
			f := Named(item.format)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			if claims := f.Traits().Claims; claims != nil {
				claims(item.key, &client.Stored{Value: value, Flags: item.flags})
			}
			_, err := f.Decode(value, item.flags)
			runtime.ReadMemStats(&after)
			if item.reason == "" && err != nil || item.reason != "" && (err == nil || !strings.Contains(err.Error(), item.reason)) {
				t.Errorf("the error is %v, want %q", err, item.reason)
			}
			used := after.TotalAlloc - before.TotalAlloc
			t.Logf("%d bytes take %d MB", len(value), used>>20)
			if used > most {
				t.Errorf("%d bytes are allocated for %d", used, len(value))
			}
		})
	}
}
