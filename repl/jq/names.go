package jq

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/itchyny/gojq"
)

// A Function is a function that expressions can call.
type Function struct {
	Name string
	Args int // the least number of arguments that it takes
}

// Functions returns the functions that there are, sorted by their names.
var Functions = sync.OnceValue(func() (all []Function) {
	q, err := gojq.Parse("builtins[]")
	if err != nil {
		return nil
	}
	for it := q.Run(nil); ; {
		v, ok := it.Next()
		if !ok {
			break
		}
		text, _ := v.(string)
		name, args, _ := strings.Cut(text, "/")
		if n, err := strconv.Atoi(args); err == nil && !strings.HasPrefix(name, "_") {
			all = append(all, Function{name, n})
		}
	}
	slices.SortFunc(all, func(a, b Function) int {
		if a.Name != b.Name {
			return strings.Compare(a.Name, b.Name)
		}
		return a.Args - b.Args
	})
	return slices.CompactFunc(all, func(a, b Function) bool { return a.Name == b.Name })
})
