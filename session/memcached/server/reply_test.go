package server

import (
	"testing"
	"time"

	"sessh/session/memcached/textproto"
	"sessh/session/storage"
)

func TestParseReply(t *testing.T) {
	t.Parallel()
	const never, unknown = storage.TTLNever, storage.TTLUnknown
	for flags, want := range map[string]reply{
		"c18446744073709551615 f4294967295 t-1 l0 O7": {version: 1<<64 - 1, flags: 1<<32 - 1, ttl: never, idle: 0, opaque: 7},
		"O7 l3 t90  W f2 c5":                          {version: 5, flags: 2, ttl: 90 * time.Second, idle: 3 * time.Second, opaque: 7},
		"c0 t0":                                       {ttl: time.Second, idle: -1, opaque: -1}, // a server without CAS
		"c1 t9999999999 l9999999999 k\xff \xffc":      {version: 1, ttl: (1 << 32) * time.Second, idle: (1 << 32) * time.Second, opaque: -1},
		"c1 t l O":                                    {version: 1, ttl: unknown, idle: -1, opaque: -1},
		"c1 tx l-1 O7x":                               {version: 1, ttl: unknown, idle: -1, opaque: -1},
		"c1 c2 O3 O4":                                 {version: 1, ttl: unknown, idle: -1, opaque: 3},
	} {
		if got := parseReply(&textproto.Meta{Flags: []byte(flags)}); got != want {
			t.Errorf("%q reads as %+v, want %+v", flags, got, want)
		}
	}
	for _, flags := range []string{"", "O7", "c", "cx", "c-1", "c18446744073709551616", "c1 f", "c1 fx", "c1 f-1", "c1 f4294967296"} {
		if got := parseReply(&textproto.Meta{Flags: []byte(flags)}); !got.damaged {
			t.Errorf("%q reads as %+v, want that it is damaged", flags, got)
		}
	}
}
