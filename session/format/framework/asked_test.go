package framework

import (
	"testing"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/formattest"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/sweep"
)

// TestAsked: a session of lua-resty-session 3, which nothing distinguishes from other bytes, is listed as one
// only under a prefix that a user names: its lock is not, nor is such a value under a key of release 4.
// It can be read, and not written.
func TestAsked(t *testing.T) {
	t.Parallel()
	item := formattest.List(t, "testdata/asked/resty.json")[0]
	const key4 = "session:Ko6QkukRekItH1pLDfzHlGpz0TFtUp9z_IFqlioadOI"
	asked, err := With(Own{Prefixes: []string{"sessions:=resty"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		formats []format.Format
		want    string
	}{{All(), "raw"}, {asked, "sessions:=resty"}} {
		store := memstore.New(memstore.Options{})
		store.Apply(t.Context(), []storage.Write{{Key: item.Key, Value: item.Value}, {Key: item.Key + ".lock", Value: []byte("1")}, {Key: key4, Value: item.Value}})
		for found, err := range sweep.List(t.Context(), session.NewRoot(store, session.Options{Formats: test.formats})) {
			want := test.want
			if found.Item.Key != item.Key {
				want = "raw"
			}
			if err != nil || found.Container.Format().Name() != want {
				t.Errorf("%s is listed under %s, %v; want %s", found.Item.Key, found.Container.Format().Name(), err, want)
			}
		}
	}
	f := asked[1]
	if key, err := f.Key(item.Container, item.ID); key != item.Key || err != nil {
		t.Fatalf("the key is %s, %v", key, err)
	}
	r, err := f.Decode(item.Value, item.Flags)
	if err != nil || r.Sealed == "" || !r.Data.Has("encrypted") {
		t.Fatalf("it is read as %v, %v", r, err)
	}
	if _, err := f.Decode(append(item.Value, 7), item.Flags); err == nil {
		t.Error("what is no blocks is read")
	}
}
