package place

import "sessh/session"

// Committed is what was committed at the place; ok is false where nothing was.
func (at *Spot) Committed() (value any, ok bool) {
	if len(at.Session.Changes()) == 0 {
		return at.Value, at.Found && at.Session.Stored()
	}
	value = at.Session.Committed()
	for _, key := range at.Keys {
		if value, ok = Child(value, key); !ok {
			return nil, false
		}
	}
	return value, true
}

// Child is what a mapping has under a key, or a list at an index.
func Child(v, key any) (any, bool) {
	switch v := v.(type) {
	case *session.Map:
		return v.Get(key)
	case *session.List:
		if i, ok := key.(int); ok {
			return v.At(i)
		}
	}
	return nil, false
}
