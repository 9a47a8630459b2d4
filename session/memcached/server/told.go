package server

import (
	"strconv"
	"time"

	"sessh/session/memcached/textproto"
	"sessh/session/storage"
)

// told holds the flags in the reply to an mg.
type told struct {
	version   uint64        // CAS unique; 0 if the server keeps none
	flags     uint32        // of the client
	ttl, idle time.Duration // as in [storage.Item]
	opaque    int64         // the number of the request; -1: none
	damaged   bool          // there is no version, or what cannot be one, or be flags
}

// tellOf reads the flags of a reply. Lifetimes that cannot be read are not known; the first of
// several of one kind counts.
func tellOf(m *textproto.Meta) told {
	t := told{ttl: storage.TTLUnknown, idle: -1, opaque: -1}
	var seen [128]bool
	for flag, token := range m.All() {
		if flag >= 128 || seen[flag] {
			continue
		}
		seen[flag] = true
		switch flag {
		case 'c':
			v, err := strconv.ParseUint(string(token), 10, 64)
			t.version, t.damaged = v, t.damaged || err != nil
		case 'f':
			v, err := strconv.ParseUint(string(token), 10, 32)
			t.flags, t.damaged = uint32(v), t.damaged || err != nil
		case 't':
			if n, err := strconv.ParseInt(string(token), 10, 64); err == nil {
				t.ttl = ttlOf(n)
			}
		case 'l':
			if n, err := strconv.ParseInt(string(token), 10, 64); err == nil && n >= 0 {
				t.idle = secondsOf(n)
			}
		case 'O':
			if n, err := strconv.ParseInt(string(token), 10, 64); err == nil {
				t.opaque = n
			}
		}
	}
	t.damaged = t.damaged || !seen['c']
	return t
}

// ttlOf returns the lifetime of an item that expires in n seconds; if n is negative, it never does.
func ttlOf(n int64) time.Duration {
	if n < 0 {
		return storage.TTLNever
	}
	return max(secondsOf(n), time.Second)
}

func secondsOf(n int64) time.Duration { return time.Duration(min(n, 1<<32)) * time.Second }
