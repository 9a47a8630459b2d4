package marked_test

import (
	"strings"
	"testing"

	"sessh/session/marked"
	"sessh/session/tree"
)

// A large value below many marked mappings is read once, not once for each.
func TestNestedMarkedMappingsAreReadOnce(t *testing.T) {
	const levels, values = 300, 2000
	read := func(levels int) float64 {
		text := []byte(strings.Repeat(`{"$map":[["k",`, levels) + "[" + strings.Repeat("[],", values) + "1]" + strings.Repeat(`]]}`, levels))
		return testing.AllocsPerRun(1, func() {
			v, err := marked.Decode(text)
			if err != nil {
				t.Fatal(err)
			}
			for range levels {
				v, _ = v.(*tree.Map).Get("k")
			}
			if n := v.(*tree.List).Len(); n != values+1 {
				t.Fatalf("%d values", n)
			}
		})
	}
	if one, many := read(1), read(levels); many > 5*one {
		t.Errorf("%.0f allocations below one mapping, %.0f below %d", one, many, levels)
	}
}
