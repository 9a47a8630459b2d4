package msgpack

import (
	"math"
	"math/big"

	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
)

// Decode reads one value; bytes after it are an error. If a map has a key twice,
// the last value counts. Errors are [*graph.Error].
func Decode(data []byte, l graph.Limits) (*graph.Node, error) {
	return graph.Read(data, l, func(r *graph.Reader) *graph.Node {
		d := &decoder{r: r, keys: graph.Keys{ID: keyID}}
		return d.value()
	})
}

type decoder struct {
	r    *graph.Reader
	keys graph.Keys

	dropped bool // a value was replaced by another with the same key

	php *phpReader // nil for plain MessagePack
}

// value reads one value of any type.
func (d *decoder) value() *graph.Node {
	d.r.Mark()
	if d.php != nil {
		d.php.byRef = false
	}
	c := d.r.Byte()
	switch {
	case c < 0x80 || c >= 0xe0:
		return d.r.Int(int64(int8(c)))
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
		return d.r.Bool(c == 0xc3)
	case 0xca:
		n := d.r.Float(widen(uint32(d.r.BigEndian(4))))
		n.Form = "float32"
		return n
	case 0xcb:
		return d.r.Float(math.Float64frombits(d.r.BigEndian(8)))
	case 0xc1:
		d.r.Fail("no value begins with the byte c1")
	}
	return d.long(c)
}

// long reads a value that is preceded by its length.
func (d *decoder) long(c byte) *graph.Node {
	h := headers[c-firstHeader]
	size, form := d.r.BigEndian(h.bytes), ""
	if int64(size) <= h.below {
		form = h.form
	}
	switch c {
	case 0xc4, 0xc5, 0xc6:
		return d.r.Bytes(form, d.r.Take(size))
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

// sized reads an integer of a certain size: cc to cf are unsigned, d0 to d3 signed.
func (d *decoder) sized(c byte) *graph.Node {
	size := 1 << (c & 3)
	v := d.r.BigEndian(size)
	if c == 0xcf && v > math.MaxInt64 {
		return d.r.Big(new(big.Int).SetUint64(v))
	}
	if unused := 64 - 8*size; c >= 0xd0 {
		v = uint64(int64(v<<unused) >> unused)
	}
	n := d.r.Int(int64(v))
	if c != usualInteger(n.Int) {
		n.Form = headers[c-firstHeader].form
	}
	return n
}

func (d *decoder) str(size uint64, form string) *graph.Node {
	n := d.r.Text(d.r.Take(size))
	if n.Form = form; n.Kind == graph.Bytes && form == "" {
		n.Form = formStr
	}
	return n
}

// compound makes the node of a list or map of count values of at least size bytes
// each.
func (d *decoder) compound(k graph.Kind, count, size uint64, form string) *graph.Node {
	d.r.Room(count, size)
	d.r.RoomFor(int(count), 0)
	n := d.r.New(k)
	n.Form = form
	if d.php != nil {
		d.php.slots = append(d.php.slots, n)
		d.php.open[n] = true
	}
	d.r.Enter()
	return n
}

// leave ends what compound began.
func (d *decoder) leave(n *graph.Node) {
	d.r.Leave()
	if d.php != nil {
		delete(d.php.open, n)
	}
}

func (d *decoder) list(count uint64, form string) *graph.Node {
	n := d.compound(graph.List, count, 1, form)
	n.Items = make([]*graph.Node, 0, min(count, 64))
	for range count {
		d.item(n, d.value())
	}
	if d.php != nil {
		d.php.byRef = false // that was its last item's
	}
	d.leave(n)
	return n
}

func (d *decoder) mapping(count uint64, form string) *graph.Node {
	n := d.compound(graph.Map, count, 2, form)
	result := n
	if d.php != nil {
		result = d.phpMap(n, count)
	} else {
		d.pairs(n, count)
	}
	d.leave(n)
	return result
}

// pairs reads the entries of a map.
func (d *decoder) pairs(n *graph.Node, count uint64) {
	n.Pairs = make([]graph.Pair, 0, min(count, 64))
	for range count {
		p := graph.Pair{Key: d.value()}
		p.Value = d.value()
		if d.php != nil && d.php.byRef {
			phpgraph.MarkReference(p.Key)
		}
		n.Pairs = append(n.Pairs, p)
	}
	// Whether its place is a reference goes with the value.
	n.Pairs = d.keys.LastWins(n.Pairs, func(first *graph.Pair, last graph.Pair) {
		*first, d.dropped = last, true
	})
}

// keyID distinguishes keys: a str and a bin are two keys even of the same bytes.
func keyID(n *graph.Node) graph.KeyID {
	id := graph.ScalarID(n)
	if n.Kind == graph.Bytes && isStr(n.Form) {
		id.Num = 1
	}
	return id
}
