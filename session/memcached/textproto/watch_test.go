package textproto_test

import (
	"errors"
	"testing"

	"sessh/session/memcached/textproto"
)

func TestParseMutation(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, line, key string
		ok              bool
		err             error
	}{
		{"stored", "ts=1.5 gid=2 type=item_store key=a status=stored cmd=set ttl=0 clsid=1 cfd=24 size=1", "a", true, nil},
		{"escaped", "ts=1.5 gid=2 type=item_store key=%25e2%2520x status=stored cmd=set", "%e2%20x", true, nil},
		{"not stored", "ts=1.5 gid=2 type=item_store key=a status=not_stored cmd=add", "a", false, nil},
		{"of another kind", "ts=1.5 gid=2 type=eviction key=a status=stored", "", false, nil},
		{"nothing", "", "", false, nil},
		{"no key", "type=item_store status=stored", "", false, nil},
		{"a broken escape", "type=item_store key=%zz status=stored", "", false, textproto.ErrNonsense},
	} {
		t.Run(tt.name, func(t *testing.T) {
			key, ok, err := textproto.ParseMutation(tt.line)
			if key != tt.key || ok != tt.ok || !errors.Is(err, tt.err) {
				t.Errorf("got %q, %v, %v", key, ok, err)
			}
		})
	}
}

func FuzzParseMutation(f *testing.F) {
	f.Add("ts=1.5 gid=2 type=item_store key=a%20b status=stored cmd=set")
	f.Fuzz(func(t *testing.T, line string) {
		if key, ok, err := textproto.ParseMutation(line); ok && (key == "" || err != nil) {
			t.Errorf("%q: %q, %v", line, key, err)
		}
	})
}
