package family_test

import (
	"testing"
	"time"

	"sessh/session/family"
	"sessh/session/format"
	"sessh/session/format/framework"
	"sessh/session/listing"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/tree"
)

// TestUnrecognized: what a session lacks that listings recognize it by is named, and where it is
// listed then.
func TestUnrecognized(t *testing.T) {
	t.Parallel()
	formats := framework.All()
	store := memstore.New(memstore.Options{})
	all := family.New(store, listing.NewCatalog(store, formats), formats, time.Now)
	const word40 = "kqkH8jX0fTz5VgkHl4Hbd4Dl7QmF3sYwT2rPmUcA"
	for _, tt := range []struct {
		container, format, id string
		data                  map[string]any
		want                  string
	}{
		{"laravel:shop_cache_", "laravel", word40, map[string]any{"_token": "x"}, ""},
		{"laravel:shop_cache_", "laravel", word40, map[string]any{"cart": "x"}, "without _token sessh does not recognize it: it is listed under /items"},
		{"symfony", "symfony", "sdgksng2d44g67csi0vfc0m4j3", map[string]any{"a": 1}, "without _sf2_attributes or _sf2_meta sessh does not recognize it: it is listed under /php-memcache"},
		{"express:sess", "express", "a", map[string]any{"cookie": map[string]any{"originalMaxAge": nil}}, ""},
		{"django", "django", "abc", map[string]any{"a": 1}, ""},
		{"php", "php", "abc", map[string]any{"a": 1}, ""},
		{"items", "items", "abc", map[string]any{"a": 1}, ""},
	} {
		f := framework.Named(tt.format)
		if f == nil {
			f = formats[len(formats)-1]
		}
		in := all.Of(tt.container, f)
		key, err := in.Key(tt.id)
		if err != nil {
			t.Error(tt.container, err)
			continue
		}
		v, err := tree.Of(tt.data)
		if err != nil {
			t.Fatal(err)
		}
		data := v.(*tree.Map)
		item := &storage.Item{Key: key, Value: []byte("x")}
		if !in.Raw() {
			if item.Value, item.Flags, err = f.Encode(&format.Record{Container: tt.container, ID: tt.id, Data: data}, nil); err != nil {
				t.Error(tt.container, err)
				continue
			}
		}
		if got := in.Unrecognized(item, data); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.container, got, tt.want)
		}
	}
}
