package listing_test

import (
	"context"
	"fmt"
	"maps"
	"testing"

	"sessh/session/format/framework"
	"sessh/session/format/keys"
	"sessh/session/listing"
	"sessh/session/memstore"
	"sessh/session/storage"
)

// TestWhoseACalledKeyIs: the item under a digest that was made of names is of their format,
// and not of another one that such a key fits, whatever its value is.
func TestWhoseACalledKeyIs(t *testing.T) {
	t.Parallel()
	c := listing.NewCatalog(memstore.New(memstore.Options{}), framework.All())
	yii := framework.Named("yii2")
	key, err := c.Key(yii, "yii2-json", "0123456789abcdefghijklmnop")
	if err != nil {
		t.Fatal(err)
	}
	for whose, item := range map[string]*storage.Item{
		"yii2": {Key: key, Value: []byte("nobody's"), Version: 1},
		"raw":  {Key: "0123456789abcdef0123456789abcdef", Value: []byte("nobody's"), Version: 1},
	} {
		if e, ok := c.Whose(item); !ok || e.Format.Name() != whose {
			t.Errorf("%s is of %v, want %s", item.Key, e.Format, whose)
		}
	}
}

// TestCalledAfterAListing: an item that was of no session in a listing is one in the next, once its key is
// known to be the digest of names that were asked for.
func TestCalledAfterAListing(t *testing.T) {
	t.Parallel()
	store, yii := memstore.New(memstore.Options{}), framework.Named("yii2")
	key, err := yii.Key("yii2-json", "0123456789abcdefghijklmnop")
	if err != nil {
		t.Fatal(err)
	}
	store.Apply(t.Context(), []storage.Write{{Key: key, Value: []byte("nobody's")}})
	c := listing.NewCatalog(store, framework.All())
	for _, want := range []string{"raw", "raw", "yii2"} {
		if want == "yii2" {
			c.Key(yii, "yii2-json", "0123456789abcdefghijklmnop")
		}
		for e, err := range c.List(t.Context(), "", false) {
			if err != nil || e.Format.Name() != want {
				t.Errorf("it is listed under %s, %v, want %s", e.Format.Name(), err, want)
			}
		}
	}
}

// TestManyFormats lists with more formats than a set of them tells apart: items are recognized as with
// fewer, and a value is read only if the key fits a format.
func TestManyFormats(t *testing.T) {
	t.Parallel()
	var own framework.Own
	for i := range keys.Held {
		own.Prefixes = append(own.Prefixes, fmt.Sprintf("shop%d:", i))
	}
	formats, err := framework.With(own)
	if err != nil {
		t.Fatal(err)
	}
	const id = "0123456789abcdef0123456789abcdef"
	laravel := `s:61:"a:1:{s:6:"_token";s:40:"0123456789abcdef0123456789abcdef01234567";}";`
	values := map[string]string{"views:1": "tea", "shop7:1": "tea", "memc.sess.key." + id: "a|i:1;", "cache:" + id: "tea", "tea_" + id + "01234567": laravel[6 : len(laravel)-2]}
	store := &counting{Store: memstore.New(memstore.Options{})}
	for key, value := range values {
		store.Apply(t.Context(), []storage.Write{{Key: key, Value: []byte(value)}})
	}
	got := make(map[string]string)
	for e, err := range listing.NewCatalog(store, formats).List(t.Context(), "", true) {
		if err != nil {
			t.Fatal(err)
		}
		got[e.Item.Key] = e.Format.Name()
	}
	want := map[string]string{"views:1": "raw", "shop7:1": "plain", "memc.sess.key." + id: "php", "cache:" + id: "raw", "tea_" + id + "01234567": "laravel"}
	if !maps.Equal(got, want) {
		t.Errorf("listed are %v, want %v", got, want)
	}
	if store.read != 2 {
		t.Errorf("%d values are read, want 2", store.read)
	}
}

// counting counts the items that are read.
type counting struct {
	storage.Store
	read int
}

func (c *counting) Load(ctx context.Context, keys []string, need storage.Need) []storage.Loaded {
	c.read += len(keys)
	return c.Store.Load(ctx, keys, need)
}
