package framework

import (
	"context"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"testing"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/stored"
	"sessh/session/tree"
	"sessh/txn"
)

const prefix = "memc.sess.key."

// These are sessions that two serializers can read.
var (
	// 'user' => 101 × 'x', 'id' => 5, by php; to php_binary a name of 117 bytes.
	eitherPHP = "user|s:101:\"" + strings.Repeat("x", 101) + "\";id|i:5;"
	// 'cart' => 30 × 'x' and 'N;', by msgpack; to php_binary two names.
	eitherMsgpack = "\x82\xc0\x01\xa4cart\xd9\x20" + strings.Repeat("x", 30) + "N;"
)

func put(t *testing.T, store storage.Store, id string, value []byte) {
	t.Helper()
	o := store.Apply(context.Background(), []storage.Write{{Key: prefix + id, Value: value}})[0]
	if o.State != storage.Applied {
		t.Fatal(o.Err)
	}
}

func valueOf(t *testing.T, store storage.Store, id string) string {
	t.Helper()
	l := store.Load(context.Background(), []string{prefix + id}, storage.NeedValue)[0]
	if l.Err != nil || l.Item == nil {
		t.Fatal(id, l.Err)
	}
	return string(l.Item.Value)
}

// like returns a session that the serializer has written, and no other can read.
func like(t *testing.T, way string) []byte {
	t.Helper()
	m := tree.NewMap()
	if err := m.Set("a", 1); err != nil {
		t.Fatal(err)
	}
	value, _, err := Named("php").Encode(&format.Record{Data: m, Way: way}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func edit(t *testing.T, root *session.Root, id, key string, value any) error {
	t.Helper()
	ctx := context.Background()
	return txn.NewManager().Run(ctx, func(tx *txn.Tx) error {
		s, err := root.Container("php").Session(ctx, tx, id)
		if err != nil {
			return err
		}
		data, err := s.Data()
		if err != nil {
			return err
		}
		return data.Set(key, value)
	})
}

// TestWhatSeveralCanRead edits sessions that two serializers can read whole. Its
// neighbours show which one PHP will use; if they do not, it is left alone.
func TestWhatSeveralCanRead(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, value string
		doubt       []string
		neighbours  []string
		reads       string // a name; "": none
	}{
		{"php alone", eitherPHP, []string{"php", "php_binary"}, nil, ""},
		{"php beside php", eitherPHP, []string{"php", "php_binary"}, []string{"php"}, "user"},
		{"php beside php_binary", eitherPHP, []string{"php", "php_binary"}, []string{"php_binary"}, "ser|s:101:\"" + strings.Repeat("x", 101) + "\";id|"},
		{"php beside both", eitherPHP, []string{"php", "php_binary"}, []string{"php", "php_binary"}, ""},
		{"php beside igbinary", eitherPHP, []string{"php", "php_binary"}, []string{"igbinary"}, ""},
		{"php beside igbinary and php", eitherPHP, []string{"php", "php_binary"}, []string{"igbinary", "php"}, "user"},
		{"msgpack alone", eitherMsgpack, []string{"php_binary", "msgpack"}, nil, ""},
		{"msgpack beside msgpack", eitherMsgpack, []string{"php_binary", "msgpack"}, []string{"msgpack"}, "cart"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Named("php").Decode([]byte(test.value), 0)
			var doubt *format.Doubt
			if !errors.As(err, &doubt) || !slices.Equal(doubt.Ways, test.doubt) {
				t.Fatalf("it is decoded, or in another doubt: %v", err)
			}
			store := memstore.New(memstore.Options{})
			put(t, store, "doubtful", []byte(test.value))
			for _, way := range test.neighbours {
				put(t, store, "by-"+way, like(t, way))
			}
			root := session.NewRoot(store, session.Options{Formats: []format.Format{Named("php")}})
			err = edit(t, root, "doubtful", "new", 1)
			after := valueOf(t, store, "doubtful")
			switch {
			case test.reads == "" && (!errors.As(err, &doubt) || after != test.value):
				t.Errorf("it was edited to %q: %v", after, err)
			case test.reads == "":
				return
			case err != nil:
				t.Fatal(err)
			}
			s, err := stored.Read(context.Background(), root.Container("php"), "doubtful")
			if err != nil {
				t.Fatal(err)
			}
			data, err := s[0].Data()
			if err != nil || !data.Has(test.reads) || !data.Has("new") {
				t.Errorf("it reads %v, %v", data, err)
			}
		})
	}
}

// TestNamesAlone reads a session in msgpack that php_binary would take for two names
// without values, which no PHP has written for long.
func TestNamesAlone(t *testing.T) {
	t.Parallel()
	r, err := Named("php").Decode([]byte("\x82\xc0\x01\xa4cart\xbf"+strings.Repeat("x", 31)), 0)
	if err != nil || r.Way != "msgpack" || !r.Data.Has("cart") {
		t.Errorf("it is %v, %v", r, err)
	}
}

// TestEmptySession edits a session without variables, which has no bytes: it is
// written as its neighbours are.
func TestEmptySession(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"php", "php_binary", "igbinary"} {
		store := memstore.New(memstore.Options{})
		put(t, store, "empty", nil)
		put(t, store, "neighbour", like(t, way))
		root := session.NewRoot(store, session.Options{Formats: []format.Format{Named("php")}})
		if err := edit(t, root, "empty", "a", 1); err != nil {
			t.Fatal(err)
		}
		if got, want := valueOf(t, store, "empty"), string(like(t, way)); got != want {
			t.Errorf("beside %s it is written as %q, want %q", way, got, want)
		}
	}
}

// TestNamesThatAreNumbers edits sessions whose variables are numbered from 0: to
// the serializers such a session is a list.
func TestNamesThatAreNumbers(t *testing.T) {
	t.Parallel()
	for way, text := range map[string]string{"php_serialize": "YToyOntpOjA7czoxOiJ4IjtpOjE7aToyO30=", "igbinary": "AAAAAhQCBgARAXgGAQYC", "msgpack": "kqF4Ag=="} {
		value, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		r, err := Named("php").Decode(value, 0)
		if err != nil || r.Way != way {
			t.Errorf("%s: it is %v, %v", way, r, err)
			continue
		}
		item := &storage.Item{Value: value}
		if same, _, err := Named("php").Encode(r, item); err != nil || string(same) != text64(t, text) {
			t.Errorf("%s: unchanged it is %q, %v", way, same, err)
		}
		if err := r.Data.Set(int64(1), 3); err != nil {
			t.Fatal(err)
		}
		edited, _, err := Named("php").Encode(r, item)
		if err != nil {
			t.Errorf("%s: %v", way, err)
			continue
		}
		back, err := Named("php").Decode(edited, 0)
		if err != nil || !tree.Equal(back.Data, r.Data) || back.Way != way || back.Data.Len() != 2 {
			t.Errorf("%s: an edit reads back as %v, %v", way, back, err)
		}
	}
}

func text64(t *testing.T, s string) string {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestPayloadWithARest reads a session in which an object wrote a value and more of
// itself: whether PHP has numbered that value cannot be told, and so neither what is
// referred to after it.
func TestPayloadWithARest(t *testing.T) {
	t.Parallel()
	const before, object, after = `a:4:{s:1:"x";i:1;`, `s:1:"c";C:2:"C1":10:{s:2:"hi";|}`, `s:1:"l";a:1:{i:0;i:7;}s:1:"r";`
	const reason = "after an object of the class C1 that wrote its own payload: what that numbers is not known"
	f := Named("php")
	_, err := f.Decode([]byte(before+object+after+"R:5;}"), 0)
	if err == nil || !strings.Contains(err.Error(), reason) {
		t.Errorf("it is read: %v", err)
	}
	// What is before the object has its number, whatever is in it.
	value := []byte(before + object + after + "R:2;}")
	r, err := f.Decode(value, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Data.Set("x", 2); err != nil {
		t.Fatal(err)
	}
	if got, _, err := f.Encode(r, &storage.Item{Value: value}); err != nil || !strings.Contains(string(got), object) {
		t.Errorf("it is written as %q, %v", got, err)
	}
	// A reference is not written where it would be numbered after it.
	value = []byte(`a:3:{s:1:"o";O:1:"A":0:{}s:1:"p";r:2;` + object + "}")
	if r, err = f.Decode(value, 0); err != nil {
		t.Fatal(err)
	}
	for _, k := range []string{"o", "p"} {
		v, _ := r.Data.Get(k)
		if _, err := r.Data.Delete(k); err != nil {
			t.Fatal(err)
		}
		if err := r.Data.Set(k, v); err != nil {
			t.Fatal(err)
		}
	}
	if got, _, err := f.Encode(r, &storage.Item{Value: value}); err == nil || !strings.Contains(err.Error(), reason) {
		t.Errorf("it is written as %q, %v", got, err)
	}
}
