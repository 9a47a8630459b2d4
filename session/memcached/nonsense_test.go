package memcached_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

// TestNonsense: a server that answers a read with anything else costs an error
// that shows the line, and its connection, when a second one brings no better.
func TestNonsense(t *testing.T) {
	t.Parallel()
	for name, reply := range map[string]string{
		"text": "how do you do\r\n", "binary": "\x81\x00\x00\r\n", "a huge value": "VALUE k 0 4294967295 1\r\n", "a huge meta value": "VA 4294967295 c1 t1 f0\r\n",
		"a negative size": "VALUE k 0 -1 1\r\n", "no size": "VALUE k\r\n", "a value too long": "VALUE k 0 1 1\r\nabc\r\nEND\r\n",
		"a meta value too long": "VA 1 c1 t-1 f0\r\nabc\r\n", "no version": "VA 1 t1 f0\r\na\r\n", "flags": "VA 1 c1 fx\r\na\r\n", "a code": "NS\r\n", "cut off in a number": "VA 1 c1\r\na\r\n",
		"a line without an end": strings.Repeat("x", 1<<17),
	} {
		t.Run(name, func(t *testing.T) {
			s := throughProxy(t, memcached.Options{})
			s.warm()
			for _, need := range []storage.Need{storage.NeedValue, storage.NeedValue | storage.NeedTTL} {
				s.proxy.Next(mct.Reads, mct.Answer(reply))
				s.proxy.Next(mct.Reads, mct.Answer(reply))
				l := s.load("k", need)
				if l.Item != nil || l.Err == nil {
					t.Errorf("need %b: answered by %+v, want an error", need, l)
					continue
				}
				expectNames(t, l.Err, s.proxy.Addr, "k")
				if text := l.Err.Error(); !strings.Contains(text, "makes no sense") || len(text) > 400 || strings.ContainsAny(text, "\r\n\x00") || !utf8.ValidString(text) {
					t.Errorf("need %b: the error is %q", need, text)
				}
				if l := s.load("k", need); l.Err != nil {
					t.Errorf("need %b: the connection is used again: %v", need, l.Err)
				}
			}
		})
	}
}

func TestNonsenseElsewhere(t *testing.T) {
	t.Parallel()
	p := mct.NewProxy(t, "")
	p.Every("", mct.Answer("what?\r\n"))
	s := open(t, memcached.Options{}, p.Addr)
	for name, err := range map[string]error{
		"probe":      s.Load(t.Context(), []string{"k"}, storage.NeedTTL)[0].Err,
		"list":       firstError(s),
		"flush":      s.Flush(t.Context()),
		"statistics": s.Servers(t.Context())[0].Err,
		"write":      s.Apply(t.Context(), additions("k"))[0].Err,
	} {
		if err == nil || !strings.Contains(err.Error(), "makes no sense") || !strings.Contains(err.Error(), `"what?"`) {
			t.Errorf("%s: %v, want that it makes no sense", name, err)
		}
		if err != nil && (!errors.Is(err, storage.ErrUnreachable) || !strings.Contains(err.Error(), "server does not answer as memcached does: its answer makes no sense: ")) {
			t.Errorf("%s: %v, want that it is another kind of server", name, err)
		}
	}
}

// TestNonsenseOfAnOldServer: it is read through gomemcache, which would make
// room for whatever is announced.
func TestNonsenseOfAnOldServer(t *testing.T) {
	t.Parallel()
	for name, reply := range map[string]string{
		"a huge value": "VALUE k 0 4294967295 1\r\n", "one more than fits": "VALUE k 0 134217729 1\r\n", "a negative size": "VALUE k 0 -1 1\r\n",
		"after another value": "VALUE j 0 1 1\r\nv\r\nVALUE k 0 4294967295 1\r\n", "no size": "VALUE k\r\n", "text": "what?\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			s := throughProxy(t, memcached.Options{})
			s.proxy.Old()
			s.warm()
			s.proxy.Next("gets", mct.Answer(reply))
			s.proxy.Next("gets", mct.Answer(reply))
			l := s.load("k", storage.NeedValue)
			if l.Item != nil || l.Err == nil || !strings.Contains(l.Err.Error(), "makes no sense") {
				t.Fatalf("answered by %+v, want that it makes no sense", l)
			}
			expectNames(t, l.Err, s.proxy.Addr, "k")
			if l := s.load("k", storage.NeedValue); l.Err != nil {
				t.Errorf("the connection is used again: %v", l.Err)
			}
		})
	}
}
