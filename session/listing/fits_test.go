package listing_test

import (
	"testing"

	"sessh/session/format/framework"
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
