package repl

import "testing"

func TestNearestContainer(t *testing.T) {
	there := map[string]bool{"express:sess": true, "Shop": true, "Basket": true, "php": true}
	for typed, want := range map[string]string{
		"exprss:sess": "express:sess", "express": "express:sess", "EXPRESS:SESS": "express:sess", "expresss:sess": "express:sess",
		"Shpo": "Shop", "shop": "Shop", "Shp": "Shop", "Bascet": "Basket", "phq": "php",
		"MemCacheSession": "", "Orders": "", "django": "", "x": "",
	} {
		if got := nearest(typed, there); got != want {
			t.Errorf("for %s %q, not %q", typed, got, want)
		}
	}
}
