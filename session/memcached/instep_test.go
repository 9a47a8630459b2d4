package memcached_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

// inStepSetup returns a store through a proxy, on a server that holds "value i" under
// key i of n.
func inStepSetup(t *testing.T, old bool, n int) (s *setup, keys []string, versions []uint64) {
	s = throughProxy(t, memcached.Options{})
	if old {
		s.proxy.Old()
	}
	s.warm()
	for i := range n {
		keys = append(keys, fmt.Sprint("k", i))
		value := fmt.Sprint("value ", i)
		s.server.Ask(fmt.Sprintf("set %s 0 1000 %d\r\n%s\r\n", keys[i], len(value), value), "STORED")
		versions = append(versions, s.load(keys[i], 0).Item.Version)
	}
	return s, keys, versions
}

// nobodys are the replies that are no one's, for reads by the verb.
var nobodys = map[string]map[string]mct.Fault{
	"mg": {
		"EN":         mct.Stray("EN\r\n"),
		"EN, twice":  mct.Stray("EN\r\nEN\r\n"),
		"MN":         mct.Stray("MN\r\n"),
		"an item":    mct.Stray("VA 5 c1 f0 O1\r\nother\r\n"),
		"a header":   mct.Stray("HD c1 O1\r\n"),
		"the reply":  mct.Twice(),
		"of a write": mct.Stray("STORED\r\n"),
	},
	"gets": {
		"END":        mct.Stray("END\r\n"),
		"an item":    mct.Stray("VALUE other 0 5 1\r\nother\r\nEND\r\n"),
		"the reply":  mct.Twice(),
		"of a write": mct.Stray("STORED\r\n"),
	},
}

// TestReadsInStep: a reply that is no one's comes before one to a read, or one comes
// twice. Whatever is read then, and thereafter, is what the server holds under the key.
func TestReadsInStep(t *testing.T) {
	t.Parallel()
	for verb, faults := range nobodys {
		for name, fault := range faults {
			for _, n := range []int{1, 5} {
				for at := range n {
					if at > 0 && verb == "gets" {
						continue // one request for all
					}
					if testing.Short() && at != n/2 {
						continue
					}
					t.Run(fmt.Sprintf("%s, %s before %d of %d", verb, name, at, n), func(t *testing.T) {
						t.Parallel()
						s, keys, _ := inStepSetup(t, verb == "gets", n+1)
						keys, more := keys[:n], keys[n]
						s.proxy.Nth(at+1, verb, fault)
						for i, l := range s.Load(t.Context(), keys, storage.NeedValue) {
							if want := fmt.Sprint("value ", i); l.Err != nil || l.Item == nil || string(l.Item.Value) != want {
								t.Errorf("%s: %+v, want %q", keys[i], l, want)
							}
						}
						if l := s.load(more, storage.NeedValue); l.Item == nil || string(l.Item.Value) != fmt.Sprint("value ", n) {
							t.Errorf("after that, %s: %+v", more, l)
						}
					})
				}
			}
		}
	}
}

// TestReadsNeverInStep: nothing is believed of a server whose replies do not match the
// requests on a second connection either.
func TestReadsNeverInStep(t *testing.T) {
	t.Parallel()
	for verb, stray := range map[string]string{"mg": "EN\r\n", "gets": "END\r\n"} {
		s, keys, _ := inStepSetup(t, verb == "gets", 3)
		s.proxy.Every(verb, mct.Stray(stray))
		for i, l := range s.Load(t.Context(), keys, storage.NeedValue) {
			if l.Err == nil || l.Item != nil {
				t.Errorf("%s of %s: %+v, want an error", verb, keys[i], l)
			}
		}
	}
}

// TestStatisticsAndListingsInStep: nor are those of a server that are asked for on a
// connection which has a late reply.
func TestStatisticsAndListingsInStep(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]mct.Fault{"stray": mct.Stray("END\r\n"), "twice": mct.Twice()} {
		s, keys, _ := inStepSetup(t, false, 3)
		s.proxy.Next("stats", fault)
		for range 2 {
			if all := s.Servers(t.Context()); all[0].Err != nil || all[0].Version == "" {
				t.Errorf("%s: the server is %+v", name, all[0])
			}
		}
		s.proxy.Next("mn", mct.Stray("END\r\n"))
		listed := map[string]bool{}
		for l, err := range s.List(t.Context()) {
			if err != nil {
				t.Error(name, err)
			}
			listed[l.Key] = true
		}
		if got := slices.Sorted(maps.Keys(listed)); !slices.Equal(got, keys) {
			t.Errorf("%s: listed %q, want %q", name, got, keys)
		}
	}
}

// TestWritesInStep: a reply to a write comes before the write's own, or in its place
// where it is none to such a write. It is neither a conflict nor believed.
func TestWritesInStep(t *testing.T) {
	t.Parallel()
	replies := []string{"STORED", "NOT_STORED", "EXISTS", "NOT_FOUND", "EN", "END", "MN"}
	for _, n := range []int{1, 3} {
		for _, old := range []bool{false, true} {
			if testing.Short() && (n == 1) != old {
				continue
			}
			for _, reply := range replies {
				for _, kind := range []string{"cas", "add"} {
					faults := map[string]mct.Fault{"before": mct.Stray(reply + "\r\n")}
					if reply[0] != 'S' && (kind == "cas") == (reply == "NOT_STORED") || reply[0] == 'E' && reply != "EXISTS" {
						faults["in place of"] = mct.Instead(reply + "\r\n")
					}
					for name, fault := range faults {
						t.Run(fmt.Sprintf("%s %s the reply to %s, %d writes, old %v", reply, name, kind, n, old), func(t *testing.T) {
							t.Parallel()
							s, keys, versions := inStepSetup(t, old, n)
							writes := make([]storage.Write, n)
							for i := range writes {
								writes[i] = storage.Write{Key: keys[i], Value: []byte("new"), Version: versions[i]}
								if kind == "add" {
									writes[i].Key, writes[i].Version = "new"+keys[i], 0
								}
							}
							s.proxy.Nth(n/2+1, kind, fault)
							for i, o := range s.Apply(t.Context(), writes) {
								if held := s.onServer(writes[i].Key); held != "new" {
									t.Errorf("the server holds %q", held)
								}
								if o.State != storage.Applied && !(o.State == storage.Unknown && errors.Is(o.Err, storage.ErrHeld)) {
									t.Errorf("write %d is %+v, and the server holds it", i, o)
								}
							}
						})
					}
				}
			}
		}
	}
}

// TestWriteBelievesNothingThatIsNobodys: the request has not arrived, and another
// program's reply says that it has.
func TestWriteBelievesNothingThatIsNobodys(t *testing.T) {
	t.Parallel()
	for _, old := range []bool{false, true} {
		s, keys, versions := inStepSetup(t, old, 1)
		s.proxy.Next("cas", mct.Answer("STORED\r\nEXISTS\r\n"))
		o := s.apply(storage.Write{Key: keys[0], Value: []byte("new"), Version: versions[0]})
		if held := s.onServer(keys[0]); (o.State == storage.Applied) != (held == "new") {
			t.Errorf("old %v: the write is %+v, and the server holds %q", old, o, held)
		}
		if s.proxy.Count("cas") < 2 {
			t.Errorf("old %v: the reply was believed", old)
		}
	}
}

// TestServerThatComesBackWithoutVersions is not one that does not answer.
func TestServerThatComesBackWithoutVersions(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 3} {
		s, keys, versions := inStepSetup(t, false, n)
		writes := make([]storage.Write, n)
		for i := range writes {
			writes[i] = storage.Write{Key: keys[i], Value: []byte("new"), Version: versions[i]}
		}
		s.proxy.Cut()
		s.server.RestartWith("-C")
		for i, o := range s.Apply(t.Context(), writes) {
			if o.State != storage.Failed || errors.Is(o.Err, storage.ErrUnreachable) || !errors.Is(o.Err, storage.ErrUnsupported) {
				t.Errorf("of %d, write %d is %+v, want that it is not supported", n, i, o)
			}
		}
	}
}
