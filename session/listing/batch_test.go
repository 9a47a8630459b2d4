package listing

import (
	"testing"

	"sessh/session/storage"
)

// TestBatches: the larger values are, the fewer are read together.
func TestBatches(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ size, items, want int }{
		{0, 256, mostItems}, {100, 256, mostItems}, {4 << 10, 256, 1023}, {64 << 10, 64, fewItems}, {1 << 20, 64, fewItems}, {100, 0, fewItems},
	} {
		q := &question{loaded: make([]storage.Loaded, test.items)}
		for i := range q.loaded {
			if i%2 == 0 { // others are gone
				q.loaded[i].Item = &storage.Item{Value: make([]byte, 2*test.size)}
			}
		}
		if got := q.next(); got != test.want {
			t.Errorf("after %d items of %d bytes, %d are read together, want %d", test.items, test.size, got, test.want)
		}
	}
}
