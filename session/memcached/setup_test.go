package memcached_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
	"sessh/txn"
)

// TestMain runs four times as many tests at a time as there are processors, unless -parallel
// says how many: most of them wait for what does not come, or for an item to expire. And it
// collects garbage less often: a test is over before there is much.
func TestMain(m *testing.M) {
	flag.Parse()
	told := false
	flag.Visit(func(f *flag.Flag) { told = told || f.Name == "test.parallel" })
	if !told {
		_ = flag.Set("test.parallel", strconv.Itoa(4*runtime.GOMAXPROCS(0))) // it takes any number
	}
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}

// edit sets a key of the package p of a session; with a nil value it removes the session,
// if there is one.
func edit(ctx context.Context, c *session.Container, tx *txn.Tx, id, key string, v any) error {
	s, err := c.Session(ctx, tx, id)
	if err != nil {
		return err
	}
	if v == nil {
		if !s.Exists() {
			return nil
		}
		return s.Delete()
	}
	p, err := s.Package("p")
	if err != nil {
		return err
	}
	return p.Set(key, v)
}

// unanswered is how long tests wait for an answer that does not come. The others come sooner, also
// on a busy machine.
const unanswered = 2 * time.Second

// setup is a store that reaches its server through a proxy.
type setup struct {
	*memcached.Store
	t      *testing.T
	server *mct.Server
	proxy  *mct.Proxy
}

func throughProxy(t *testing.T, o memcached.Options) *setup {
	t.Helper()
	server := mct.Start(t)
	proxy := mct.NewProxy(t, server.Addr)
	return &setup{open(t, o, proxy.Addr), t, server, proxy}
}

// warm makes the store ask what it asks once, and leaves a connection idle. A busy machine may
// take longer to answer than the store waits.
func (s *setup) warm() {
	s.t.Helper()
	for range 100 {
		if !errors.Is(s.load("nothing", storage.NeedTTL).Err, storage.ErrUnreachable) {
			break
		}
	}
	if _, err := s.MaxValue(s.t.Context(), "k"); err != nil {
		s.t.Fatal(err)
	}
}

func (s *setup) load(key string, need storage.Need) storage.Loaded {
	s.t.Helper()
	return s.Load(s.t.Context(), []string{key}, need)[0]
}

func (s *setup) apply(w storage.Write) storage.Outcome {
	s.t.Helper()
	return s.Apply(s.t.Context(), []storage.Write{w})[0]
}

// onServer returns the value that the server itself holds.
func (s *setup) onServer(key string) string {
	s.t.Helper()
	reply := s.server.Ask("get "+key+"\r\n", "END")
	_, value, _ := strings.Cut(reply, "\r\n")
	value, _, _ = strings.Cut(value, "\r\n")
	return value
}

// create puts a value on the server, and returns its version.
func (s *setup) create(key, value string) uint64 {
	s.t.Helper()
	s.apply(storage.Write{Key: key, Value: []byte(value)})
	l := s.load(key, storage.NeedValue)
	if l.Item == nil {
		s.t.Fatalf("%s: %+v", key, l)
	}
	return l.Item.Version
}

// expectNames expects an error of a server about a key.
func expectNames(t *testing.T, err error, server, key string) {
	t.Helper()
	var named *storage.Error
	if !errors.As(err, &named) || named.Server != server || named.Key != key {
		t.Errorf("the error is %v, want one of %s about %q", err, server, key)
	}
}

func additions(keys ...string) []storage.Write {
	writes := make([]storage.Write, len(keys))
	for i, key := range keys {
		writes[i].Key = key
	}
	return writes
}

func firstError(s storage.Store) error {
	for _, err := range s.List(context.Background()) {
		if err != nil {
			return err
		}
	}
	return nil
}
