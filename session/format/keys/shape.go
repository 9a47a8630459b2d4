package keys

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
