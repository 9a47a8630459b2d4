package listing

import (
	"sync"

	"sessh/session/format"
	"sessh/session/format/keys"
)

// shapes are what the keys of formats look like.
type shapes struct {
	traits []*format.Traits // of the formats
	index  *keys.Index      // of the formats

	distinct  keys.Set // the formats with shapes whose keys alone prove that an item is theirs
	contested keys.Set // those with shapes whose keys do not
	proving   keys.Set // those of which some keys do
}

// looks makes the shapes of formats when the first key is looked up, so that the program starts faster.
// It is safe for concurrent use.
type looks struct {
	formats []format.Format
	once    sync.Once
	made    *shapes
}

func (l *looks) shapes() *shapes {
	l.once.Do(func() { l.made = newShapes(l.formats) })
	return l.made
}

func newShapes(formats []format.Format) *shapes {
	s := &shapes{}
	all := make([][]keys.Shape, len(formats))
	for i, f := range formats {
		t := f.Traits()
		s.traits = append(s.traits, t)
		switch all[i] = t.Shapes; {
		case t.Shapes == nil:
		case t.Claims == nil:
			s.distinct = s.distinct.With(i)
		default:
			s.contested = s.contested.With(i)
		}
		if t.Proves != nil {
			s.proving = s.proving.With(i)
		}
	}
	s.index = keys.NewIndex(all)
	return s
}
