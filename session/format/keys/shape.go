package keys

import "strings"

// A Shape is what keys have in common that fit a pattern, as far as it can be seen at a
// glance: most keys fit no pattern, and are passed over by their shapes.
type Shape struct {
	Head, Tail       string // what they begin and end with
	Hex, Alnum, Word int    // least numbers of such characters at the end
}

// Shapes are the shapes of the keys: one that has none of them fits no pattern.
func (k *Keys) Shapes() []Shape {
	var all []Shape
	for _, p := range k.pairs {
		for _, c := range p.key.choices {
			s := Shape{Head: c.elements[0].text}
			switch last := c.elements[len(c.elements)-1]; {
			case last.text != "":
				s.Tail = last.text
			case last.kind.length > 0 || last.kind.tail != nil:
				s.Hex, s.Alnum, s.Word = last.kind.hex, last.kind.alnum, last.kind.word
			}
			all = append(all, s)
		}
	}
	return all
}

// An End is a key with what it ends in.
type End struct {
	key              string
	hex, alnum, word int // numbers of such characters at the end
}

// EndOf returns the end of a key.
func EndOf(key string) End {
	e := End{key: key}
	i := len(key)
	for ; i > 0 && hexDigit.has(key[i-1]); i-- {
		e.hex++
	}
	for e.alnum = e.hex; i > 0 && alnum.has(key[i-1]); i-- {
		e.alnum++
	}
	for e.word = e.alnum; i > 0 && word.has(key[i-1]); i-- {
		e.word++
	}
	return e
}

// MayFit reports whether the key has one of some shapes; nil is any.
func (e *End) MayFit(shapes []Shape) bool {
	for i := range shapes {
		s := &shapes[i]
		if e.hex >= s.Hex && e.alnum >= s.Alnum && e.word >= s.Word && strings.HasPrefix(e.key, s.Head) && strings.HasSuffix(e.key, s.Tail) {
			return true
		}
	}
	return shapes == nil
}
