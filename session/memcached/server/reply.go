package server

import (
	"math"
	"strconv"
	"time"

	"sessh/session/memcached/textproto"
	"sessh/session/storage"
)

// A reply is what the flags in the reply to an mg say.
type reply struct {
	version   uint64        // CAS unique; 0 if the server keeps none
	flags     uint32        // of the client
	ttl, idle time.Duration // as in [storage.Item]
	opaque    int64         // the number of the request; -1: none
	damaged   bool          // there is no version, or it or the client's flags cannot be read
}

// parseReply reads the flags of a reply. Of several of one kind, the first counts. Times that cannot be read
// are unknown.
func parseReply(m *textproto.Meta) reply {
	r := reply{ttl: storage.TTLUnknown, idle: -1, opaque: -1}
	var seen uint64 // a bit for each letter
	for flag, token := range m.All() {
		bit := uint64(1) << (flag & 63)
		if flag < 64 || flag >= 128 || seen&bit != 0 {
			continue
		}
		seen |= bit
		switch flag {
		case 'c':
			v, ok := textproto.Number(token)
			r.version, r.damaged = v, r.damaged || !ok
		case 'f':
			v, ok := textproto.Number(token)
			r.flags, r.damaged = uint32(v), r.damaged || !ok || v > math.MaxUint32
		case 't':
			if n, err := strconv.ParseInt(string(token), 10, 64); err == nil {
				r.ttl = ttlOf(n)
			}
		case 'l':
			if n, err := strconv.ParseInt(string(token), 10, 64); err == nil && n >= 0 {
				r.idle = secondsOf(n)
			}
		case 'O':
			if n, ok := textproto.Number(token); ok && n <= math.MaxInt64 {
				r.opaque = int64(n)
			}
		}
	}
	r.damaged = r.damaged || seen&(1<<('c'&63)) == 0
	return r
}

// ttlOf returns the lifetime of an item that expires in n seconds; if n is negative, it never does.
func ttlOf(n int64) time.Duration {
	if n < 0 {
		return storage.TTLNever
	}
	return max(secondsOf(n), time.Second)
}

func secondsOf(n int64) time.Duration { return time.Duration(min(n, 1<<32)) * time.Second }
