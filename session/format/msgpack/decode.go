package msgpack

import (
	"math"
	"math/big"
	"unicode/utf8"

	"sessh/session/format/graph"
)

// Decode reads one value; bytes after it are an error. Where a map has a key
// twice, its last value counts. Errors are [*graph.Error].
func Decode(data []byte, l graph.Limits) (*graph.Node, error) {
	d := &decoder{r: graph.NewReader(data, l)}
	return d.whole()
}

type decoder struct {
	r   *graph.Reader
	php *phpReader // nil for plain MessagePack
}

func (d *decoder) whole() (*graph.Node, error) {
	n, err := d.value()
	if err != nil {
		return nil, err
	}
	if err := d.r.End(); err != nil {
		return nil, err
	}
	return n, nil
}

// value reads one value of any type.
func (d *decoder) value() (*graph.Node, error) {
	d.r.Mark()
	if d.php != nil {
		d.php.byRef = false
	}
	c, err := d.r.Byte()
	if err != nil {
		return nil, err
	}
	switch {
	case c < 0x80 || c >= 0xe0:
		return d.integer(int64(int8(c)))
	case c < 0x90:
		return d.mapping(uint64(c&0x0f), "")
	case c < 0xa0:
		return d.list(uint64(c&0x0f), "")
	case c < 0xc0:
		return d.str(uint64(c&0x1f), "")
	case c >= 0xd4 && c <= 0xd8:
		return d.ext(1<<(c-0xd4), "")
	case c >= 0xcc && c <= 0xd3:
		return d.sized(c)
	}
	switch c {
	case 0xc0:
		return d.r.New(graph.Null)
	case 0xc2, 0xc3:
		n, err := d.r.New(graph.Bool)
		if err != nil {
			return nil, err
		}
		n.Bool = c == 0xc3
		return n, nil
	case 0xca, 0xcb:
		return d.float(c == 0xca)
	case 0xc1:
		return nil, d.r.Errorf("the byte c1 begins no value")
	}
	return d.long(c)
}

// long reads what has its length in front.
func (d *decoder) long(c byte) (*graph.Node, error) {
	h := headers[c-firstHeader]
	size, err := d.r.BigEndian(h.bytes)
	if err != nil {
		return nil, err
	}
	form := ""
	if int64(size) <= h.below {
		form = h.form
	}
	switch c {
	case 0xc4, 0xc5, 0xc6:
		return d.bin(size, form)
	case 0xd9, 0xda, 0xdb:
		return d.str(size, form)
	case 0xdc, 0xdd:
		return d.list(size, form)
	case 0xde, 0xdf:
		return d.mapping(size, form)
	}
	if form == "" && size <= 16 && size&(size-1) == 0 && size > 0 {
		form = h.form // there is a fixext for it
	}
	return d.ext(size, form)
}

func (d *decoder) integer(v int64) (*graph.Node, error) {
	n, err := d.r.New(graph.Int)
	if err != nil {
		return nil, err
	}
	n.Int = v
	return n, nil
}

// sized reads an integer of a certain size: cc to cf are unsigned, d0 to d3 signed.
func (d *decoder) sized(c byte) (*graph.Node, error) {
	size := 1 << (c & 3)
	v, err := d.r.BigEndian(size)
	if err != nil {
		return nil, err
	}
	if c == 0xcf && v > math.MaxInt64 {
		n, err := d.r.New(graph.Int)
		if err != nil {
			return nil, err
		}
		n.Big = new(big.Int).SetUint64(v)
		return n, nil
	}
	if unused := 64 - 8*size; c >= 0xd0 {
		v = uint64(int64(v<<unused) >> unused)
	}
	n, err := d.integer(int64(v))
	if err != nil {
		return nil, err
	}
	if c != usualInteger(n.Int) {
		n.Form = headers[c-firstHeader].form
	}
	return n, nil
}

func (d *decoder) float(single bool) (*graph.Node, error) {
	size := 8
	if single {
		size = 4
	}
	bits, err := d.r.BigEndian(size)
	if err != nil {
		return nil, err
	}
	n, err := d.r.New(graph.Float)
	if err != nil {
		return nil, err
	}
	if n.Float = math.Float64frombits(bits); single {
		n.Float, n.Form = widen(uint32(bits)), "float32"
	}
	return n, nil
}

func (d *decoder) str(size uint64, form string) (*graph.Node, error) {
	n, err := d.bin(size, form)
	if err != nil {
		return nil, err
	}
	if utf8.ValidString(n.Text) {
		n.Kind = graph.Text
	} else if form == "" {
		n.Form = formStr
	}
	return n, nil
}

func (d *decoder) bin(size uint64, form string) (*graph.Node, error) {
	text, err := d.r.Take(size)
	if err != nil {
		return nil, err
	}
	n, err := d.r.New(graph.Bytes)
	if err != nil {
		return nil, err
	}
	n.Text, n.Form = string(text), form
	return n, nil
}

// compound makes the node of what holds count values of at least size bytes.
func (d *decoder) compound(k graph.Kind, count, size uint64, form string) (*graph.Node, error) {
	if err := d.r.Room(count, size); err != nil {
		return nil, err
	}
	n, err := d.r.New(k)
	if err != nil {
		return nil, err
	}
	n.Form = form
	if d.php != nil {
		d.php.slots = append(d.php.slots, n)
		d.php.open[n] = true
	}
	return n, d.r.Enter()
}

// leave ends what compound began.
func (d *decoder) leave(n *graph.Node) {
	d.r.Leave()
	if d.php != nil {
		delete(d.php.open, n)
	}
}

func (d *decoder) list(count uint64, form string) (*graph.Node, error) {
	n, err := d.compound(graph.List, count, 1, form)
	if err != nil {
		return nil, err
	}
	defer d.leave(n)
	for range count {
		v, err := d.value()
		if err != nil {
			return nil, err
		}
		d.item(n, v)
	}
	if d.php != nil {
		d.php.byRef = false // that was its last item's
	}
	return n, nil
}

func (d *decoder) mapping(count uint64, form string) (*graph.Node, error) {
	n, err := d.compound(graph.Map, count, 2, form)
	if err != nil {
		return nil, err
	}
	defer d.leave(n)
	if d.php != nil {
		return d.phpMap(n, count)
	}
	return n, d.pairs(n, count)
}

// pairs reads the entries of a map.
func (d *decoder) pairs(n *graph.Node, count uint64) error {
	e := entries{node: n}
	for range count {
		k, err := d.value()
		if err != nil {
			return err
		}
		v, err := d.value()
		if err != nil {
			return err
		}
		e.add(k, v)
		if d.php != nil && d.php.byRef {
			markReference(k)
		}
	}
	return nil
}
