package tree

// A Builder makes the mappings of a tree whose size is known, with less memory than those that grow.
// They share it: as long as one of them is used, all are kept.
type Builder struct {
	maps    []Map
	entries []entry
}

// NewBuilder returns a builder of a number of mappings, with that many keys in all. There may turn
// out to be more.
func NewBuilder(maps, keys int) Builder {
	return Builder{make([]Map, maps), make([]entry, keys)}
}

// Map returns a new mapping of the form, which is to have n keys.
func (b *Builder) Map(f Form, n int) *Map {
	m := next(&b.maps)
	m.form = f
	if n > small {
		m.index = make(map[any]*entry, n)
	}
	return m
}

// Put adds a key that the mapping does not have. Key and value are in the form of sessions, and the
// value is not part of anything.
func (b *Builder) Put(m *Map, key, value any) {
	e := next(&b.entries)
	e.begin(key, value)
	(&link{m: m, e: e}).Apply()
}

// next takes the next one of those that are left.
func next[T any](left *[]T) *T {
	if len(*left) == 0 {
		return new(T)
	}
	first := &(*left)[0]
	*left = (*left)[1:]
	return first
}
