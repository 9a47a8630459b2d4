package listing_test

import (
	"context"
	"strings"
	"testing"

	"sessh/session/format/framework"
	"sessh/session/listing"
	"sessh/session/memstore"
	"sessh/session/storage"
)

// valueless is a store whose values are not read.
type valueless struct {
	storage.Store
	t *testing.T
}

func (v valueless) Load(_ context.Context, keys []string, _ storage.Need) []storage.Loaded {
	v.t.Errorf("%q are read", keys)
	return make([]storage.Loaded, len(keys))
}

// TestKeysThatProve: sessions of Rack under private ids are listed without their values, whatever
// these are; under keys that are nearly such ones, the value decides.
func TestKeysThatProve(t *testing.T) {
	t.Parallel()
	digest := strings.Repeat("0123456789abcdef", 4)
	for _, test := range []struct{ key, container, id string }{
		{"rack:session:2::" + digest, "rack", "2::" + digest},
		{"shop:prod:2::" + digest, "rack:shop:prod", "2::" + digest},
		{"shop:_session_id:2::" + digest, "rails:shop", "2::" + digest},
	} {
		store := memstore.New(memstore.Options{})
		store.Apply(t.Context(), []storage.Write{{Key: test.key, Value: []byte("no session")}})
		for e, err := range listing.NewCatalog(valueless{store, t}, framework.All()).List(t.Context(), "", true) {
			if err != nil || e.Container != test.container || e.ID != test.id {
				t.Errorf("%s is listed as %s of %s, %v", test.key, e.ID, e.Container, err)
			}
		}
		item := store.Load(t.Context(), []string{test.key}, storage.NeedValue)[0].Item
		if e, ok := listing.NewCatalog(store, framework.All()).Whose(item); !ok || e.Container != test.container || e.ID != test.id {
			t.Errorf("%s is %s of %s", test.key, e.ID, e.Container)
		}
	}
	for _, key := range []string{
		"rack:session:" + digest, "rack:session:2::" + digest[1:], "rack:session:2::" + strings.ToUpper(digest), "rack:session:2:" + digest, "rack:session:3::" + digest,
		"shop:2::" + digest + "0", "shop:2::" + digest + ":x", "shop2::" + digest, "2::" + digest,
	} {
		store := memstore.New(memstore.Options{})
		store.Apply(t.Context(), []storage.Write{{Key: key, Value: []byte("no session")}})
		for e, err := range listing.NewCatalog(store, framework.All()).List(t.Context(), "", true) {
			if err != nil || e.Format.Name() != "raw" {
				t.Errorf("%s is listed under %s, %v", key, e.Format.Name(), err)
			}
		}
	}
}

// TestKeysOfCaches: items are listed as raw ones without their values where well-known software names them
// so, whatever prefix it has, though the keys end as those of sessions do.
func TestKeysOfCaches(t *testing.T) {
	t.Parallel()
	const md5, sha1, uuid = "9e107d9d372bb6826bd81d3542a419d6", "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12", "6d6eb5d9-be6e-4c32-857a-6b34b819bcac"
	store := memstore.New(memstore.Options{})
	all := []string{
		"views/products/7-20261126/" + md5, "shop:views/products/index:" + md5, ":1:template.cache.cart." + md5, "wp_:transient:feed_" + md5,
		"laravel_cache_:framework/schedule-" + sha1, "laravel-cache-framework/schedule-" + sha1, "celery-task-meta-" + uuid, "WANCache:v:global:" + sha1,
	}
	for _, key := range all {
		store.Apply(t.Context(), []storage.Write{{Key: key, Value: []byte("tea")}})
	}
	listed := 0
	for e, err := range listing.NewCatalog(valueless{store, t}, framework.All()).List(t.Context(), "", true) {
		if listed++; err != nil || e.Format.Name() != "raw" {
			t.Errorf("%s is listed under %s, %v", e.Item.Key, e.Format.Name(), err)
		}
	}
	if listed != len(all) {
		t.Errorf("%d items are listed, want %d", listed, len(all))
	}
}
