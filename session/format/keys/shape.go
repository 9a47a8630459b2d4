package keys

import (
	"slices"
	"strings"
)

// A Shape is what keys have in common that fit a pattern, as far as it can be seen at a
// glance: most keys fit no pattern, and are passed over by their shapes. The zero value is
// the shape of all keys.
type Shape struct {
	Head, Inside, Tail    string // what they begin with, have in them, and end with
	Hex, Alnum, Word, PHP int    // least numbers of such characters at the end
	Length                int    // of the keys; 0: that is not fixed
	Only                  bool   // whether there is nothing before the characters at the end

	Capitals int    // number of hexadecimal digits in capitals that they begin with
	Last     int    // length of their last part, if it is fixed
	Before   string // what stands before that
	Apart    bool   // whether no letter or digit stands before that
	UUID     bool   // whether that is a UUID

	Uncached bool // see [Pattern]

	Words []string // in small letters, of which they have one, in whatever case, if there are any
}

// Shapes are the shapes of the keys: one that has none of them fits no pattern.
func (k *Keys) Shapes() []Shape {
	var all []Shape
	for _, p := range k.pairs {
		for _, c := range p.key.choices {
			for _, s := range c.shapes() {
				s.Words, s.Uncached = p.hints, p.uncached
				all = append(all, s)
			}
		}
	}
	return all
}

// shapes are those of the choice: one for each kind that its last part can be of.
func (c *choice) shapes() []Shape {
	n := len(c.elements) - 1
	either := c.elements[n].kind.either
	if either == nil {
		return []Shape{c.shape()}
	}
	var all []Shape
	for _, k := range either {
		elements := slices.Clone(c.elements)
		elements[n].kind = k
		of := newChoice(elements)
		all = append(all, of.shape())
	}
	return all
}

func (c *choice) shape() Shape {
	s := Shape{Head: c.elements[0].text, Inside: c.must, Length: c.length()}
	n := len(c.elements) - 1
	last := c.elements[n]
	s.Tail, s.Hex, s.Alnum, s.Word, s.PHP = last.text, last.kind.hex, last.kind.alnum, last.kind.word, last.kind.php
	s.Only = n == 0 && s.PHP > 0
	if n > 0 {
		s.Capitals = c.elements[0].kind.capitals
	}
	if c.last != nil {
		s.Last, s.Before, s.UUID = last.kind.length, c.before, last.kind.uuid
		s.Apart = n > 0 && c.elements[n-1].kind.apart
	}
	if s.Before == "" && !s.UUID && !s.Apart { // the characters at the end say as much
		s.Last = 0
	}
	return s
}

// length is how long texts of the choice are; 0: that is not fixed.
func (c *choice) length() (n int) {
	for _, e := range c.elements {
		if e.text == "" && e.kind.length == 0 {
			return 0
		}
		n += len(e.text) + e.kind.length
	}
	return n
}

// An End is a key with what it ends in.
type End struct {
	key                   string
	hex, alnum, word, php int // numbers of such characters at the end
}

// EndOf returns the end of a key.
func EndOf(key string) End {
	e := End{key: key}
	i := len(key)
	for ; i > 0 && hexDigit.has(key[i-1]); i-- {
	}
	e.hex = len(key) - i
	for ; i > 0 && alnum.has(key[i-1]); i-- {
	}
	e.alnum = len(key) - i
	w := i
	for ; w > 0 && word.has(key[w-1]); w-- {
	}
	e.word = len(key) - w
	for ; i > 0 && phpLetter.has(key[i-1]); i-- {
	}
	e.php = len(key) - i
	return e
}

// endsInRun reports whether a key ends in a run of at least n characters that one of a shape may consist of.
func endsInRun(key string, n int) bool {
	if len(key) < n {
		return false
	}
	return all(key[len(key)-n:], word|phpLetter) // alnum and hexDigit are among these
}

// MayFit reports whether the key has one of some shapes; nil is any.
func (e *End) MayFit(shapes []Shape) bool {
	for i := range shapes {
		if e.has(&shapes[i]) {
			return true
		}
	}
	return shapes == nil
}

func (e *End) has(s *Shape) bool { return e.looksLike(s) && !(s.Uncached && isCached(e.key)) }

// looksLike is has, but for the keys of caches.
func (e *End) looksLike(s *Shape) bool {
	return e.hasHead(s) && e.hex >= s.Hex && e.alnum >= s.Alnum && e.word >= s.Word && e.php >= s.PHP &&
		(s.Length == 0 || len(e.key) == s.Length) && (!s.Only || e.php == len(e.key)) &&
		e.hasLast(s) && strings.HasSuffix(e.key, s.Tail) && (s.Inside == "" || strings.Contains(e.key, s.Inside)) && e.hasOne(s.Words)
}

func (e *End) hasHead(s *Shape) bool {
	return strings.HasPrefix(e.key, s.Head) &&
		(s.Capitals == 0 || len(e.key) >= s.Capitals && all(e.key[:s.Capitals], capitalHex))
}

func (e *End) hasLast(s *Shape) bool {
	at := len(e.key) - s.Last
	switch {
	case s.Last == 0:
		return true
	case at < 0 || s.UUID && !isUUID(e.key[at:]) || !strings.HasSuffix(e.key[:at], s.Before):
		return false
	}
	return !s.Apart || at == 0 || !alnum.has(e.key[at-1])
}

func (e *End) hasOne(words []string) bool {
	if len(words) == 0 {
		return true
	}
	small := strings.ToLower(e.key)
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(small, word) })
}
