package phpserialize

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"sessh/session/format/graph"
)

// compound reads an array or an object.
func (d *decoder) compound(c byte, place int32) (*graph.Node, error) {
	if err := d.r.Expect(":"); err != nil {
		return nil, err
	}
	n, err := d.r.New(graph.Map)
	if err != nil {
		return nil, err
	}
	d.places[place] = n // what is inside may refer to it
	if c != 'a' {
		n.Kind, n.Form = graph.Object, string(c)
		if n.Class, err = d.class(); err != nil {
			return nil, err
		}
	}
	count, err := d.number(':')
	if err != nil {
		return nil, err
	}
	if err := d.r.Expect("{"); err != nil {
		return nil, err
	}
	if err := d.r.Enter(); err != nil {
		return nil, err
	}
	defer d.r.Leave()
	if c == 'C' {
		return n, d.payload(n, count)
	}
	if err := d.r.Room(count, uint64(len("i:0;N;"))); err != nil {
		return nil, err
	}
	e := &entries{d: d, object: c == 'O'}
	if err := e.read(count); err != nil {
		return nil, err
	}
	n.Pairs = e.pairs
	if e.items != nil {
		n.Kind, n.Items = graph.List, e.items
	}
	return n, nil
}

func (d *decoder) class() (string, error) {
	name, err := d.quoted()
	if err != nil {
		return "", err
	}
	if !validClass(string(name)) {
		return "", d.r.Errorf("%.100q is no name of a class", name)
	}
	return string(name), d.r.Expect(":")
}

// enum reads a case of an enum behind its E:.
func (d *decoder) enum() (*graph.Node, error) {
	text, err := d.quoted()
	if err != nil {
		return nil, err
	}
	class, name, ok := strings.Cut(string(text), ":")
	if !ok || !validClass(class) || name == "" || !utf8.ValidString(name) {
		return nil, d.r.Errorf("%.100q is no case of an enum", text)
	}
	if err := d.r.Expect(";"); err != nil {
		return nil, err
	}
	arg, err := d.r.New(graph.Text)
	if err != nil {
		return nil, err
	}
	n, err := d.r.New(graph.Object)
	if err != nil {
		return nil, err
	}
	arg.Text = name
	n.Form, n.Class, n.Args = formEnum, class, []*graph.Node{arg}
	return n, nil
}

// payload reads what an object wrote of itself. Classes mostly call
// serialize() for that, and PHP numbers what they serialize along with
// everything around; so the payload is read as values if it looks like them.
func (d *decoder) payload(n *graph.Node, size uint64) error {
	if err := d.r.Room(size, 1); err != nil {
		return err
	}
	end := d.r.Offset() + int(size)
	if d.dry || !d.looksSerialized(d.data[d.r.Offset():end]) {
		d.doubt.meet(n.Class, d.data[d.r.Offset():end], len(d.numbers))
		if err := d.raw(n, size); err != nil {
			return err
		}
		return d.r.Expect("}")
	}
	for d.r.Offset() < end {
		if size := punctuation(d.data[d.r.Offset():end]); size > 0 {
			if err := d.raw(n, uint64(size)); err != nil {
				return err
			}
			continue
		}
		v, _, err := d.value(d.place())
		if err != nil {
			return err
		}
		n.Args = append(n.Args, v)
	}
	return d.r.Expect("}")
}

func (d *decoder) raw(n *graph.Node, size uint64) error {
	text, err := d.r.Take(size)
	if err != nil {
		return err
	}
	arg, err := d.r.New(graph.Bytes)
	if err != nil {
		return err
	}
	arg.Text, arg.Form = string(text), formRaw
	n.Args = append(n.Args, arg)
	return nil
}

// punctuation is how many bytes at the beginning of a payload stand between
// serialized values: those of ArrayObject and its like before PHP 7.4 were
// x:i:0;a:0:{};m:a:0:{}
func punctuation(b []byte) int {
	return len(b) - len(bytes.TrimLeft(b, "xm;:,"))
}

// looksSerialized reports whether a payload is made of values and punctuation.
// Payloads inside of it are not looked into, so that each byte is looked
// at once, however deep it is.
func (d *decoder) looksSerialized(payload []byte) bool {
	try := newDecoder(payload, d.limits)
	try.dry = true
	values := 0
	for try.r.Len() > 0 {
		if size := punctuation(payload[try.r.Offset():]); size > 0 {
			if _, err := try.r.Take(uint64(size)); err != nil {
				return false
			}
			continue
		}
		if _, _, err := try.value(try.place()); err != nil {
			return false
		}
		values++
	}
	return values > 0
}
