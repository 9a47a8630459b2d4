package memcached_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sessh/session"
	"sessh/session/copies"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/txn"
)

// fleet is three servers, each behind a proxy through which the sessions on them are
// opened. The server of a session is the digit at the end of its id.
type fleet struct {
	*several
	proxies []*mct.Proxy
	root    *session.Root
	m       *txn.Manager
}

func startFleet(t *testing.T) *fleet {
	x := &fleet{several: startSeveral(t), m: txn.NewManager()}
	var addrs []string
	for _, addr := range x.addrs {
		p := mct.NewProxy(t, addr)
		x.proxies, addrs = append(x.proxies, p), append(addrs, p.Addr)
	}
	store := open(t, memcached.Options{Pick: byDigit}, addrs...)
	x.root = session.NewRoot(store, session.Options{Formats: []format.Format{sesshjson.Format{}}})
	return x
}

// value returns a session in which k is v.
func value(id string, v any) []byte {
	return fmt.Appendf(nil, `{"version":1,"id":%q,"timeout":3600,"data":{"p":{"k":%q}}}`, id, v)
}

func keyOf(id string) string { return "sessh/C/" + id }

// lay puts sessions in which k is the letter onto servers: "a-b" is a on the first,
// b on the third.
func (x *fleet) lay(id, letters string) {
	x.t.Helper()
	for i, letter := range letters {
		if letter != '-' {
			x.write(i, id, string(letter))
		}
	}
}

// write is a write by another program, without a condition.
func (x *fleet) write(server int, id, v string) {
	x.t.Helper()
	b := value(id, v)
	x.servers[server].Ask(fmt.Sprintf("set %s 0 0 %d\r\n%s\r\n", keyOf(id), len(b), b), "STORED")
}

// holds returns what the servers hold, in the way that lay takes it.
func (x *fleet) holds(id string) string {
	x.t.Helper()
	var b strings.Builder
	for i, s := range x.alone {
		l := s.Load(context.Background(), []string{keyOf(id)}, storage.NeedValue)[0]
		switch {
		case l.Err != nil:
			x.t.Fatalf("server %d: %v", i, l.Err)
		case l.Item == nil:
			b.WriteByte('-')
		default:
			r, err := sesshjson.Format{}.Decode(l.Item.Value, l.Item.Flags)
			if err != nil {
				x.t.Fatal(err)
			}
			data, _ := r.Data.Get("p")
			k, _ := data.(*tree.Map).Get("k")
			b.WriteString(k.(string))
		}
	}
	return b.String()
}

func (x *fleet) tx() *txn.Tx {
	x.t.Helper()
	tx := x.m.Tx()
	return tx
}

// set makes k of a session v, or, for "-", removes it; both pending.
func (x *fleet) set(id, v string) {
	x.t.Helper()
	var to any
	if v != "-" {
		to = v
	}
	if err := edit(context.Background(), x.root.Container("C"), x.tx(), id, "k", to); err != nil {
		x.t.Fatal(err)
	}
}

// commit commits, and returns what became of the copies of each session: the
// server's place, and the word for it.
func (x *fleet) commit() (told map[string][]string, err error) {
	x.t.Helper()
	w := x.root.Work(x.tx())
	err = w.Tx().Commit(context.Background())
	told = make(map[string][]string)
	for _, r := range w.Results() {
		for _, c := range r.Copies {
			at := slices.IndexFunc(x.proxies, func(p *mct.Proxy) bool { return p.Addr == c.Server })
			told[r.Path.Session] = append(told[r.Path.Session], fmt.Sprint(at, " ", c.Fate))
			if hasErr := c.Err != nil; hasErr != (c.Fate == copies.Failed || c.Fate == copies.Unknown) {
				x.t.Errorf("the copy on %d is %v with the error %v", at, c.Fate, c.Err)
			}
		}
	}
	if err != nil {
		x.m.Abort(context.Background())
	}
	return told, err
}
