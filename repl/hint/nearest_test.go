package hint

import "testing"

func TestNearest(t *testing.T) {
	t.Parallel()
	there := []string{"express:sess", "Shop", "Basket", "php"}
	for typed, want := range map[string]string{
		"exprss:sess": "express:sess", "express": "express:sess", "EXPRESS:SESS": "express:sess", "expresss:sess": "express:sess",
		"Shpo": "Shop", "shop": "Shop", "Shp": "Shop", "Bascet": "Basket", "phq": "php",
		"MemCacheSession": "", "Orders": "", "django": "", "x": "", "": "",
	} {
		if got := Nearest(typed, there); got != want {
			t.Errorf("for %s %q, not %q", typed, got, want)
		}
	}
}
