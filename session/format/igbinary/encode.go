package igbinary

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"sessh/session/format/graph"
)

const (
	latest   = 2
	maxDepth = 4096     // of what is written
	maxBytes = 64 << 20 // arrays that are shared without being references are written each time
)

// Encode writes a value: the same bytes for the same graph, and those that it
// was read from if PHP wrote them and nothing was changed. Errors name what
// PHP has no way to write: integers beyond 64 bits, times, arrays that hold
// themselves without being references, objects of other formats.
func Encode(root *graph.Node, o Options) ([]byte, error) {
	switch o.Version {
	case 0:
		o.Version = latest
	case 1, latest:
	default:
		return nil, fmt.Errorf("there is no version %d of igbinary, only 1 and 2", o.Version)
	}
	e := &encoder{
		verbose: o.Verbose, strings: make(map[string]int), number: make(map[*graph.Node]int),
		copies: make(map[string][]*graph.Node), open: make(map[*graph.Node]bool), steps: maxSteps,
	}
	e.out = binary.BigEndian.AppendUint32(e.out, uint32(o.Version))
	if err := e.value(root, false); err != nil {
		return nil, err
	}
	return e.out, nil
}

type encoder struct {
	out     []byte
	verbose bool
	strings map[string]int           // the numbers of what was written
	texts   int                      // how many that are
	number  map[*graph.Node]int      // of arrays, objects and references
	values  int                      // how many have one
	copies  map[string][]*graph.Node // those that were written, by their Forms
	steps   int                      // left for comparing copies
	open    map[*graph.Node]bool
	depth   int
}

// value writes a node. byRef tells that the place is a reference to the
// variable that holds the object.
func (e *encoder) value(n *graph.Node, byRef bool) error {
	switch {
	case n == nil:
		return errors.New("a part of the value is missing")
	case len(e.out) > maxBytes:
		return fmt.Errorf("the value takes more than %d bytes", maxBytes)
	}
	inside := len(e.out) > 4 // the variable of the whole has no reference to it
	marked := n.Kind == graph.Object && byRef || isReference(n)
	if marked && inside {
		e.out = append(e.out, typeSimpleRef)
	}
	if n.Kind == graph.Object || isReference(n) {
		if number, met := e.number[n]; met {
			e.again(n, number)
			return nil
		}
	} else if twin := e.twin(n); twin != nil {
		e.again(n, e.number[twin])
		return nil
	}
	if n.Compound() || marked && inside {
		e.number[n] = e.values
		e.values++
	}
	if !n.Compound() {
		return e.scalar(n)
	}
	return e.compound(n)
}

// again refers to a value that was written.
func (e *encoder) again(n *graph.Node, number int) {
	if n.Kind == graph.Object {
		e.sized(typeObjectRef, number)
		return
	}
	e.sized(typeRef, number)
}

// sized writes a number behind its type, which is the next one for each
// doubling of its width.
func (e *encoder) sized(code byte, n int) {
	switch {
	case n <= math.MaxUint8:
		e.out = append(e.out, code, byte(n))
	case n <= math.MaxUint16:
		e.out = binary.BigEndian.AppendUint16(append(e.out, code+1), uint16(n))
	default:
		e.out = binary.BigEndian.AppendUint32(append(e.out, code+2), uint32(n))
	}
}

func (e *encoder) scalar(n *graph.Node) error {
	switch n.Kind {
	case graph.Null:
		e.out = append(e.out, typeNull)
	case graph.Bool:
		if n.Bool {
			e.out = append(e.out, typeTrue)
		} else {
			e.out = append(e.out, typeFalse)
		}
	case graph.Int:
		if n.Big != nil {
			return fmt.Errorf("the integer %s does not fit one of PHP: 64 bits", brief(n))
		}
		e.integer(n.Int)
	case graph.Float:
		e.out = binary.BigEndian.AppendUint64(append(e.out, typeDouble), math.Float64bits(n.Float))
	case graph.Text, graph.Bytes:
		return e.str(n.Text)
	default:
		return fmt.Errorf("a %s cannot be written by PHP's igbinary", n.Kind)
	}
	return nil
}

// brief shows an integer of any size.
func brief(n *graph.Node) string {
	if n.Big.BitLen() > 256 {
		return fmt.Sprintf("of %d bits", n.Big.BitLen())
	}
	return n.Big.String()
}

func (e *encoder) integer(v int64) {
	size, negative := uint64(v), byte(0)
	if v < 0 {
		size, negative = -size, 1
	}
	switch {
	case size <= math.MaxUint8:
		e.out = append(e.out, typeLong+negative, byte(size))
	case size <= math.MaxUint16:
		e.out = binary.BigEndian.AppendUint16(append(e.out, typeLong+2+negative), uint16(size))
	case size <= math.MaxUint32:
		e.out = binary.BigEndian.AppendUint32(append(e.out, typeLong+4+negative), uint32(size))
	default:
		e.out = binary.BigEndian.AppendUint64(append(e.out, typeLong64+negative), size)
	}
}

// str writes a string, or the number of one that was written.
func (e *encoder) str(s string) error {
	switch {
	case s == "":
		e.out = append(e.out, typeEmpty)
		return nil
	case len(s) > maxBytes:
		return fmt.Errorf("a text takes more than %d bytes", maxBytes)
	}
	if id, met := e.strings[s]; met && !e.verbose {
		e.sized(typeStringID, id)
		return nil
	}
	e.literal(typeString, s, !e.verbose)
	return nil
}

func (e *encoder) literal(code byte, s string, keep bool) {
	if keep {
		e.strings[s] = e.texts
	}
	e.texts++
	e.sized(code, len(s))
	e.out = append(e.out, s...)
}
