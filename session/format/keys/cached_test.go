package keys_test

import (
	"strings"
	"testing"

	"sessh/session/format/keys"
)

// TestUncached: keys under which well-known software caches something are not those of a pattern that is
// said to have none, and keys that only resemble them are.
func TestUncached(t *testing.T) {
	t.Parallel()
	const md5 = "9e107d9d372bb6826bd81d3542a419d6"
	for key, cached := range map[string]bool{
		"views/products/7-2026/" + md5: true, "shop:views/products/" + md5: true, "shop:reviews/" + md5: false, "shop:views:" + md5: false, "shop_views/" + md5: false,
		":1:template.cache.cart." + md5: true, "template.cache.cart." + md5: true, "mytemplate.cache." + md5: false,
		":1:views.decorators.cache.cache_header.." + md5: true, "wp_:transient:feed_" + md5: true, "wp_:site-transient:feed_" + md5: true, "wp_:transients:" + md5: false,
		"laravel_cache_framework/schedule-" + md5: true, "laravel-cache-framework/schedule-" + md5: true, "framework/sessions-" + md5: false,
		"celery-task-meta-" + md5: true, "shop_celery-taskset-meta-" + md5: true, "celery-" + md5: false,
		"rack::attack:29928:req/" + md5: true, "WANCache:v:global:" + md5: true, "shop:" + md5: false, md5: false, "shop:sess:" + md5: false,
	} {
		pattern := keys.Pattern{Key: "{prefix}{id:hex32}", Container: "x[:{prefix}]"}
		for _, uncached := range []bool{false, true} {
			pattern.Uncached = uncached
			k, err := keys.New("Tea", pattern)
			if err != nil {
				t.Fatal(err)
			}
			want := strings.HasSuffix(key, md5) && !(uncached && cached)
			if _, _, ok := k.Parse(key); ok != want {
				t.Errorf("%s fits: %v, want %v (uncached: %v)", key, ok, want, uncached)
			}
			if may := keys.NewIndex([][]keys.Shape{k.Shapes()}).MayFit(key, 0).Has(0); may != want {
				t.Errorf("%s may fit: %v, want %v (uncached: %v)", key, may, want, uncached)
			}
			if !want {
				continue
			}
			container, id, _ := k.Parse(key)
			if again, err := k.Key(container, id); again != key {
				t.Errorf("%s is made again as %s, %v", key, again, err)
			}
		}
	}
}
