package memcached_test

import (
	"errors"
	"fmt"
	"testing"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

// TestStrayReply: an error that is the answer to something else, or to nothing, comes
// before the reply to a write. Neither that write nor those behind it on the connection
// are reported as not made, since they are. The same where it comes in the place of the
// reply, but for SERVER_ERROR, which looks like the server's own.
func TestStrayReply(t *testing.T) {
	t.Parallel()
	faults := map[string]mct.Fault{}
	for _, line := range []string{"ERROR", "CLIENT_ERROR bad data chunk"} {
		faults[line], faults[line+" in place of the reply"] = mct.Stray(line+"\r\n"), mct.Instead(line+"\r\n")
	}
	faults["SERVER_ERROR"] = mct.Stray("SERVER_ERROR out of memory storing object\r\n")
	for name, fault := range faults {
		for _, n := range []int{1, 5} {
			for _, old := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, %d writes, old %v", name, n, old), func(t *testing.T) {
					t.Parallel()
					s := throughProxy(t, memcached.Options{})
					if old {
						s.proxy.Old()
					}
					s.warm()
					writes, keys := make([]storage.Write, n), make([]string, n)
					for i := range writes {
						keys[i] = fmt.Sprint("k", i)
						s.server.Ask(fmt.Sprintf("set %s 0 0 3\r\nold\r\n", keys[i]), "STORED")
						writes[i] = storage.Write{Key: keys[i], Value: []byte("new"), Version: s.load(keys[i], 0).Item.Version}
					}
					at := n / 2
					s.proxy.Nth(at+1, mct.Writes, fault)
					for i, o := range s.Apply(t.Context(), writes) {
						switch held := s.onServer(keys[i]); {
						case o.State == storage.Unknown && !errors.Is(o.Err, storage.ErrHeld):
							t.Errorf("write %d is unknown: %v", i, o.Err)
						case o.State == storage.Failed && held != "old", o.State == storage.Applied && held != "new", o.State == storage.Overtaken:
							t.Errorf("write %d is %+v, and the server holds %q", i, o, held)
						case i == at && o.State != storage.Unknown:
							t.Errorf("the write that the stray reply came to is %+v", o)
						}
					}
				})
			}
		}
	}
}

// TestRefusedInStep: what a server refuses by its own words, and in step, is not
// written, and not sent again.
func TestRefusedInStep(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 3} {
		for _, old := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d writes, old %v", n, old), func(t *testing.T) {
				s := throughProxy(t, memcached.Options{})
				if old {
					s.proxy.Old()
				}
				s.warm()
				s.proxy.Next(mct.Writes, mct.Answer("SERVER_ERROR out of memory storing object\r\n"))
				for i, o := range s.Apply(t.Context(), additions("a", "b", "c")[:n]) {
					if want := map[bool]storage.State{true: storage.Failed, false: storage.Applied}[i == 0]; o.State != want {
						t.Errorf("write %d is %+v, want %v", i, o, want)
					}
				}
				if sent := s.proxy.Count(mct.Writes); sent != n {
					t.Errorf("%d writes were sent, want %d", sent, n)
				}
			})
		}
	}
}
