package keys

import (
	"strings"
	"testing"
)

// TestPartsOfKeys: a container that lacks parts of the key, or has others, is refused with one that would
// do, and that one does.
func TestPartsOfKeys(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ key, container, want string }{
		{"{tenant}:1:sessions{id}", "shop", "shop:{tenant}"},
		{"{a}/{version:number}/{id:hex32}", "shop:{a}", "shop:{a}:{version:number}"},
		{"s:{id}", "shop:{a}", "shop"},
		{"{b}-{id}", "shop[:{a}]", "shop:{b}"},
	} {
		_, err := New("it", Pattern{Key: tt.key, Container: tt.container})
		if err == nil || !strings.HasSuffix(err.Error(), `it needs container = "`+tt.want+`"`) {
			t.Errorf("%s in %s: %v", tt.key, tt.container, err)
		}
		if _, err := New("it", Pattern{Key: tt.key, Container: tt.want}); err != nil {
			t.Errorf("%s in %s: %v", tt.key, tt.want, err)
		}
	}
}
