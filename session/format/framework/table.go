package framework

import (
	"cmp"
	"slices"
	"sync"
)

// table has the frameworks, in the order in which keys are looked up in it: first those whose
// keys prove whose an item is. Adding one takes a row in the file of its language, and an
// item that the framework has written in testdata; all tests then run over it.
var table = sync.OnceValue(func() (all []*Row) {
	for _, of := range []struct {
		language string
		rows     []Row
	}{{"Python", ofPython}, {"PHP", ofPHP}, {"Ruby", ofRuby}, {"Node.js", ofNode}, {"others", ofOthers}} {
		for i := range of.rows {
			row := &of.rows[i]
			row.Language = of.language
			for k := range row.Keys {
				row.Keys[k].Uncached = row.Contested
			}
			all = append(all, row)
		}
	}
	slices.SortStableFunc(all, func(a, b *Row) int { return cmp.Compare(a.rank(), b.rank()) })
	return all
})

// rank is less the more keys prove.
func (r *Row) rank() int {
	switch {
	case !r.Contested:
		return 0
	case !r.strict():
		return 1
	case !r.Whole && !r.ByBytes:
		return 2
	}
	return 3
}
