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

// TestOnlyNearest: among names of which several are equally near, none is meant.
func TestOnlyNearest(t *testing.T) {
	t.Parallel()
	there := []string{"cart", "total", "totals", "item1", "item2", "Name", "name"}
	for typed, want := range map[string]string{
		"crat": "cart", "totl": "total", "tot": "total", "TOTAL": "total", "totls": "totals", "item3": "", "nam": "", "NAME": "", "basket": "", "": "",
	} {
		if got := OnlyNearest(typed, there); got != want {
			t.Errorf("for %s %q, not %q", typed, got, want)
		}
	}
	if got := Nearest("item3", there); got != "item1" {
		t.Errorf("the first of several is %s", got)
	}
}
