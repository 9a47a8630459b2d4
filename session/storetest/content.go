package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"sessh/session/storage"
)

// values are bytes that could confuse a text protocol.
var values = map[string]string{
	"empty":            "",
	"a blank":          " ",
	"a line's end":     "\r\n",
	"lines":            "a\r\nb\nc\r",
	"end of a reply":   "END\r\n",
	"within a reply":   "\r\nEND\r\nVALUE k 0 1\r\nx\r\n",
	"a meta reply":     "HD\r\nEN\r\nMN\r\n",
	"an error":         "SERVER_ERROR out of memory\r\n",
	"NUL":              "\x00",
	"all bytes":        allBytes(),
	"a pickle, old":    "(dp1\nS'a'\np2\nI1\ns.",
	"a pickle":         "\x80\x05\x95\x0b\x00\x00\x00\x00\x00\x00\x00}\x94\x8c\x01a\x94K\x01s.",
	"no UTF-8":         "\xff\xfe\xc3(",
	"more than a page": strings.Repeat("0123456789abcde\n", 1000),
}

func allBytes() string {
	var b strings.Builder
	for c := range 256 {
		b.WriteByte(byte(c))
	}
	return b.String()
}

func checkValues(t testing.TB, s storage.Store) {
	flags := []uint32{0, 1, 500, math.MaxUint32}
	var writes []storage.Write
	for name, value := range values {
		for _, f := range flags {
			key := fmt.Sprintf("%s/%d", strings.ReplaceAll(name, " ", "_"), f)
			writes = append(writes, storage.Write{Key: key, Value: []byte(value), Flags: f})
		}
	}
	keys := make([]string, len(writes))
	for i, o := range s.Apply(t.Context(), writes) {
		expectOutcome(t, writes[i], o, storage.Applied)
		keys[i] = writes[i].Key
	}
	compare := func(w storage.Write, l storage.Loaded) {
		t.Helper()
		if l.Err != nil || l.Item == nil || !bytes.Equal(l.Item.Value, w.Value) || l.Item.Flags != w.Flags {
			t.Errorf("%q: wrote %.40q flags %d, and read %.150q", w.Key, w.Value, w.Flags, fmt.Sprintf("%+v", l))
		}
	}
	for i, l := range s.Load(t.Context(), keys, storage.NeedValue) {
		compare(writes[i], l)
	}
	// Single reads, and reads with the lifetime, may be other commands.
	for i, w := range writes {
		compare(w, s.Load(t.Context(), keys[i:i+1], storage.NeedValue)[0])
		compare(w, s.Load(t.Context(), keys[i:i+1], storage.NeedValue|storage.NeedTTL)[0])
		item := load(t, s, w.Key)
		apply(t, s, storage.Write{Key: w.Key, Value: append(w.Value, "\r\n"...), Flags: w.Flags + 1, Version: item.Version}, storage.Applied)
		w.Flags++
		w.Value = append(w.Value, "\r\n"...)
		compare(w, s.Load(t.Context(), keys[i:i+1], storage.NeedValue)[0])
	}
}

func checkAliasing(t testing.TB, s storage.Store) {
	given := []byte("given")
	apply(t, s, storage.Write{Key: "k", Value: given}, storage.Applied)
	copy(given, "XXXXX")
	read := load(t, s, "k")
	copy(read.Value, "YYYYY")
	read.Value = append(read.Value, "ZZZ"...)
	expectValue(t, s, "k", "given")
}

func legalKeys() []string {
	return []string{
		"k", strings.Repeat("k", 250), "größe/日本/😀", strings.Repeat("é", 125), "a%20b", "100%", "key=v", "a:b/c?d&e+f#g",
		`"quoted"`, `back\slash`, "\u00a0", "\u2028", "\xff\xfe", "END", "VALUE", "0", "-1",
	}
}

func checkKeys(t testing.TB, s storage.Store) {
	keys := legalKeys()
	for _, key := range keys {
		put(t, s, key, "value of "+key)
	}
	for i, l := range s.Load(t.Context(), keys, storage.NeedValue) {
		if l.Err != nil || l.Item == nil || l.Item.Key != keys[i] || string(l.Item.Value) != "value of "+keys[i] {
			t.Errorf("%q is answered by %+v", keys[i], l)
		}
	}
	listed := list(t, s)
	for _, key := range keys {
		if _, ok := listed[key]; !ok {
			t.Errorf("%q is not listed", key)
		}
	}
	if len(listed) != len(keys) {
		t.Errorf("%d keys are listed, want %d", len(listed), len(keys))
	}
}

func checkIllegalKeys(t testing.TB, s storage.Store) {
	illegal := map[string]string{
		"empty": "", "too long": strings.Repeat("k", 251), "a blank": "a b", "a tab": "a\tb", "a line's end": "a\r\nb",
		"a request": "a\r\nflush_all\r\n", "NUL": "a\x00b", "DEL": "a\x7f",
	}
	put(t, s, "there", "1")
	for name, key := range illegal {
		loaded := s.Load(t.Context(), []string{key, "there"}, storage.NeedValue)
		readable := name != "empty" && name != "too long" // for some servers, and nothing is there
		if !readable || loaded[0].Err != nil {
			expectNamed(t, "read of a key with "+name, key, loaded[0].Err)
		}
		if loaded[0].Item != nil || loaded[1].Err != nil || loaded[1].Item == nil {
			t.Errorf("a key with %s: the batch is answered by %+v", name, loaded)
		}
		writes := []storage.Write{{Key: key, Value: []byte("v")}, {Key: "beside_" + strings.ReplaceAll(name, " ", "_")}}
		for i, o := range s.Apply(t.Context(), writes) {
			expectOutcome(t, writes[i], o, []storage.State{storage.Failed, storage.Applied}[i])
			if i == 0 {
				expectNamed(t, "write of a key with "+name, key, o.Err)
			}
		}
		o := s.Apply(t.Context(), []storage.Write{{Key: key, Delete: true, Version: 1}})[0]
		if !readable || o.State != storage.Overtaken {
			expectOutcome(t, storage.Write{Key: key, Delete: true}, o, storage.Failed)
			expectNamed(t, "delete of a key with "+name, key, o.Err)
		}
	}
	expectValue(t, s, "there", "1")
}

// expectNamed expects an error that names the key and the server.
func expectNamed(t testing.TB, what, key string, err error) {
	t.Helper()
	var named *storage.Error
	if !errors.As(err, &named) || named.Key != key || named.Server == "" {
		t.Errorf("%s: the error is %v, want one that names the key and the server", what, err)
	}
}

func checkMaxValue(t testing.TB, s storage.Store) {
	for _, key := range []string{"k", "key", strings.Repeat("k", 17), strings.Repeat("k", 250)} {
		limit, err := s.MaxValue(t.Context(), key)
		if err != nil || limit <= 0 {
			t.Fatalf("the largest value under %.20q: %d, %v", key, limit, err)
		}
		tooLarge := bytes.Repeat([]byte("x"), limit+1)
		refused := func(w storage.Write) {
			t.Helper()
			o := apply(t, s, w, storage.Failed)
			if !errors.Is(o.Err, storage.ErrTooLarge) {
				t.Errorf("%d bytes under %.20q: %v, want too large", len(w.Value), key, o.Err)
			}
			expectNamed(t, "a value that is too large", key, o.Err)
		}
		refused(storage.Write{Key: key, Value: tooLarge})
		expectGone(t, s, key)
		item := put(t, s, key, "old")
		refused(storage.Write{Key: key, Value: tooLarge, Version: item.Version})
		expectValue(t, s, key, "old")
		apply(t, s, storage.Write{Key: key, Value: tooLarge[:limit], Version: item.Version}, storage.Applied)
		if got := load(t, s, key); len(got.Value) != limit {
			t.Errorf("%d bytes under %.20q come back as %d", limit, key, len(got.Value))
		}
		// With flags there may be less room; the old value must not be lost to find out.
		item = load(t, s, key)
		w := storage.Write{Key: key, Value: tooLarge[:limit], Flags: 7, Version: item.Version}
		if o := s.Apply(t.Context(), []storage.Write{w})[0]; o.State != storage.Applied && !errors.Is(o.Err, storage.ErrTooLarge) {
			t.Errorf("%d bytes with flags under %.20q: %+v, want written or too large", limit, key, o)
		}
		if got := load(t, s, key); len(got.Value) != limit {
			t.Errorf("%d bytes under %.20q are %d after a write with flags", limit, key, len(got.Value))
		}
	}
}
