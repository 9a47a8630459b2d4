package textproto_test

import (
	"bufio"
	"strings"
	"testing"

	"sessh/session/memcached/textproto"
)

// limit is the largest value that the fuzzed reader is to hold.
const limit = 1 << 10

// FuzzReplies reads what a server might send in each of the ways there are:
// nothing hangs or panics, and nothing larger than the limit is held.
func FuzzReplies(f *testing.F) {
	for _, text := range []string{
		"HD c1\r\nEN\r\n", "VA 5 c1 f0 t-1\r\nEND\r\n\r\n", "VA 4294967296\r\n", "VA 3\r\nab", "MN\r\n",
		"mg a\r\nmg YSBi b\r\nEN\r\n", "OK\r\nmg a\r\nb\r\n\r\nmg c\r\nEN\r\n", "mg \r\n",
		"key=a%20b exp=-1 la=1 cas=2 fetch=no cls=1 size=9\nEND\r\n", "OK\r\nkey=k exp=1 flags=3 \r\nEND\r\n", "key=%\n",
		"VALUE k 1 2 3\r\nab\r\nEND\r\n", "VALUE k 1 4294967296 3\r\n", "OK c1 s3\r\n", "STAT pid 1\r\nSTAT a b c\r\nEND\r\n", "ERROR\r\n", "ERROR metadump not allowed\r\n", "BUSY\r\n", "SERVER_ERROR x\r\n", "\r\n\r\n", "\x00\xff\r\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c := answering(t, text)
		c.Pipeline(t.Context(), send("mn\r\n"), func() error {
			for {
				m, err := c.Meta(t.Context(), limit)
				if err != nil {
					return err
				}
				if len(m.Value) > limit || m.Code == "" {
					t.Fatalf("%q reads as %+v", text, m)
				}
				for range m.All() {
				}
			}
		})
		c = answering(t, text)
		c.Pipeline(t.Context(), send("gets k\r\n"), func() error {
			return c.Values(t.Context(), limit, func(v textproto.Value) error {
				if len(v.Data) > limit || v.Key == "" {
					t.Fatalf("%q reads as %+v", text, v)
				}
				return nil
			})
		})
		c = answering(t, text)
		c.Pipeline(t.Context(), send("stats\r\n"), func() error {
			_, err := c.Stats(t.Context())
			return err
		})
		for _, names := range []bool{true, false} {
			c = answering(t, text)
			c.Dump(t.Context(), textproto.Dump{Walk: "hash", Names: names}, func(d *textproto.Dumped) bool {
				if names && (d.Key == "" || !textproto.Plain(d.Key)) {
					t.Fatalf("%q has the name %q", text, d.Key)
				}
				return true
			})
		}
		for r := bufio.NewReader(strings.NewReader(text)); ; {
			line, err := textproto.ReadLine(r)
			if err != nil {
				return
			}
			if strings.HasSuffix(line, "\r") || strings.Contains(line, "\n") {
				t.Fatalf("the line %q has an end in it", line)
			}
			d, done, skip, err := textproto.ParseDumped(line)
			if (done || skip || err != nil) && d.Key != "" && err == nil {
				t.Fatalf("%q is not an item, and has the key %q", line, d.Key)
			}
			if d.Expires.Unix() < 0 && !d.Expires.IsZero() {
				t.Fatalf("%q expires at %v", line, d.Expires)
			}
		}
	})
}
