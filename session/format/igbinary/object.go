package igbinary

import (
	"unicode/utf8"

	"sessh/session/format/graph"
)

// object reads an object behind its type.
func (d *decoder) object(c byte) (*graph.Node, error) {
	n, err := d.r.New(graph.Object)
	if err != nil {
		return nil, err
	}
	if c >= typeObjectID {
		n.Class, err = d.recall(c - typeObjectID)
	} else {
		n.Class, err = d.literal(c - typeObject)
	}
	if err != nil {
		return nil, err
	}
	if !validClass(n.Class) {
		return nil, d.r.Errorf("%.100q is no name of a class", n.Class)
	}
	d.table = append(d.table, &entry{node: n})
	inner, err := d.r.Byte()
	if err != nil {
		return nil, err
	}
	switch {
	case inner >= typeArray && inner < typeArray+3:
		n.Form = formObject
		return n, d.entries(n, inner-typeArray)
	case inner >= typePayload && inner < typePayload+3:
		n.Form = formCustom
		return n, d.payload(n, inner-typePayload)
	case inner == typeEnum:
		n.Form = formEnum
		return n, d.enum(n)
	}
	return nil, d.r.Errorf("the byte %02x begins no properties of an object", inner)
}

// payload reads what an object wrote of itself.
func (d *decoder) payload(n *graph.Node, width byte) error {
	size, err := d.number(width)
	if err != nil {
		return err
	}
	b, err := d.r.Take(size)
	if err != nil {
		return err
	}
	arg, err := d.r.New(graph.Bytes)
	if err != nil {
		return err
	}
	arg.Text, arg.Form = string(b), formRaw
	n.Args = []*graph.Node{arg}
	return nil
}

// enum reads the name of a case.
func (d *decoder) enum(n *graph.Node) error {
	c, err := d.r.Byte()
	if err != nil {
		return err
	}
	name, err := d.str(c)
	if err != nil {
		return err
	}
	if name == "" || !utf8.ValidString(name) {
		return d.r.Errorf("%.100q is no case of an enum", name)
	}
	arg, err := d.r.New(graph.Text)
	if err != nil {
		return err
	}
	arg.Text = name
	n.Args = []*graph.Node{arg}
	return nil
}

// validClass reports whether PHP would take name for that of a class.
func validClass(name string) bool {
	if name == "" || name[0] == '\\' {
		return false
	}
	for i := range len(name) {
		c := name[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9'
		if !letter && c != '_' && c != '\\' && c < 0x80 {
			return false
		}
	}
	return true
}
