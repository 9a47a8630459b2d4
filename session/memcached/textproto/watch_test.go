package textproto_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sessh/session/memcached/textproto"
)

func TestParseLogged(t *testing.T) {
	t.Parallel()
	at := func(s, micros int64) time.Time { return time.Unix(s, micros*1000) }
	for _, tt := range []struct {
		name, line string
		want       textproto.Logged
		err        error
	}{
		{"stored", "ts=17.52 gid=2 type=item_store key=a status=stored cmd=set ttl=100 clsid=1 cfd=24 size=1",
			textproto.Logged{Type: "item_store", Key: "a", Time: at(17, 52), Order: 2, Status: "stored", Command: "set", TTL: 100, HasTTL: true, Class: 1, Conn: 24, Size: 1, HasSize: true}, nil},
		{"a lifetime that is over", "ts=1.5 gid=2 type=item_store key=a status=stored cmd=set ttl=4294967234",
			textproto.Logged{Type: "item_store", Key: "a", Time: at(1, 5), Order: 2, Status: "stored", Command: "set", TTL: -62, HasTTL: true}, nil},
		{"without size", "ts=1.5 gid=2 type=item_store key=a status=stored cmd=set ttl=0 clsid=1 cfd=28",
			textproto.Logged{Type: "item_store", Key: "a", Time: at(1, 5), Order: 2, Status: "stored", Command: "set", HasTTL: true, Class: 1, Conn: 28}, nil},
		{"escaped", "type=item_store key=%25e2%2520x status=stored", textproto.Logged{Type: "item_store", Key: "%e2%20x", Status: "stored"}, nil},
		{"evicted", "ts=1.999999 gid=966 type=eviction key=k7687 fetch=yes ttl=600 la=7 clsid=12 size=1000",
			textproto.Logged{Type: "eviction", Key: "k7687", Time: at(1, 999999), Order: 966, Fetched: true, TTL: 600, HasTTL: true, Idle: 7, Class: 12, Size: 1000, HasSize: true}, nil},
		{"evicted, without end", "type=eviction key=k fetch=no ttl=-1 la=0", textproto.Logged{Type: "eviction", Key: "k", TTL: -1, HasTTL: true}, nil},
		{"removed", "ts=1.5 gid=4 type=deleted key=a cmd=delete clsid=1 size=1", textproto.Logged{Type: "deleted", Key: "a", Time: at(1, 5), Order: 4, Command: "delete", Class: 1, Size: 1, HasSize: true}, nil},
		{"skipped", "skipped=12", textproto.Logged{Skipped: 12}, nil},
		{"numbers that are none", "ts=x gid=y type=item_store key=a ttl=z la= cfd=-", textproto.Logged{Type: "item_store", Key: "a"}, nil},
		{"nothing", "", textproto.Logged{}, nil},
		{"a broken escape", "type=item_store key=%zz status=stored", textproto.Logged{}, textproto.ErrNonsense},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := textproto.ParseLogged(tt.line); got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func FuzzParseLogged(f *testing.F) {
	f.Add("ts=1.5 gid=2 type=item_store key=a%20b status=stored cmd=set ttl=4294967234 cfd=3")
	f.Add("ts=1.999999 gid=966 type=eviction key=k fetch=yes ttl=-1 la=7 clsid=12 size=1000")
	f.Fuzz(func(t *testing.T, line string) {
		l, err := textproto.ParseLogged(line)
		if err != nil && l != (textproto.Logged{}) || l.Key != "" && !strings.Contains(line, "key=") {
			t.Errorf("%q: %+v, %v", line, l, err)
		}
	})
}
