package codec

import (
	"sessh/session/format/plain"
	"sessh/session/format/sparse"
)

// maxSparse limits the size of a value: a larger one may exceed a limit of the codecs.
const maxSparse = 150_000

// Sparse reads the wanted places of a session, if the codec that has written it can. ok is false
// as well if it is not certain that [Set.Read] reads the value.
func (s *Set) Sparse(value []byte, serializer string, w *sparse.Want, a *sparse.Arena) (data *sparse.Value, ok bool) {
	by := s.candidates(value, serializer)
	if len(by) != 1 || by[0].Sealed != "" || len(value) > maxSparse {
		return nil, false
	}
	switch by[0].Codec {
	case plain.JSON:
		data, ok = sparse.JSON(value, w, a)
	case python.Codec:
		data, ok = sparse.Pickle(value, w, a)
	}
	return data, ok && data.Kind == sparse.Map
}

// HasSparse reports whether Sparse can read some values.
func (s *Set) HasSparse() bool {
	for _, c := range s.Codecs {
		if c.Codec == plain.JSON || c.Codec == python.Codec {
			return true
		}
	}
	return false
}
