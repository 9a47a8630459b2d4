package listing

import (
	"fmt"
	"testing"
)

func TestVerdicts(t *testing.T) {
	t.Parallel()
	var v verdicts
	if _, known := v.get("k", 0); known {
		t.Error("something is known at the start")
	}
	v.put(ruling{"k", 7, 3})
	v.put(ruling{"none", 7, noFormat})
	v.put(ruling{"beyond", 7, maxFormat + 1})
	for _, tt := range []struct {
		key     string
		version uint64
		format  int
		known   bool
	}{
		{"k", 7, 3, true}, {"k", 0, 3, true}, {"k", 8, 0, false}, {"none", 7, noFormat, true}, {"beyond", 0, 0, false}, {"other", 0, 0, false},
	} {
		if format, known := v.get(tt.key, tt.version); known != tt.known || known && format != tt.format {
			t.Errorf("of %s at %d the verdict is %d (%v), want %d (%v)", tt.key, tt.version, format, known, tt.format, tt.known)
		}
	}
	v.put(ruling{"k", 8, 5})
	if format, known := v.get("k", 8); format != 5 || !known {
		t.Errorf("after it was replaced it is %d (%v)", format, known)
	}
}

// TestVerdictsAreBounded remembers many more keys than there is room for: none is
// ever remembered wrongly, and of those that fit nearly all are.
func TestVerdictsAreBounded(t *testing.T) {
	t.Parallel()
	const most = 1 << 16
	v := verdicts{most: most}
	key := func(i int) string { return fmt.Sprintf("key-%d", i) }
	check := func(n int) (known int) {
		for i := range n {
			format, ok := v.get(key(i), 0)
			if ok && format != i%5 {
				t.Fatalf("the verdict about %s is %d, want %d", key(i), format, i%5)
			}
			if ok {
				known++
			}
		}
		return known
	}
	const fits = most / 4
	for i := range fits {
		v.put(ruling{key(i), uint64(i), i % 5})
	}
	if known := check(fits); known < fits*99/100 {
		t.Errorf("of %d only %d are known", fits, known)
	}
	for i := fits; i < most*5/4; i++ {
		v.put(ruling{key(i), uint64(i), i % 5})
	}
	if check(most * 5 / 4); len(v.slots) > most {
		t.Errorf("there are %d slots", len(v.slots))
	}
}
