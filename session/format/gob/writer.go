package gob

import (
	"encoding/binary"
	"math"
	"math/bits"
	"reflect"
	"slices"
	"time"
)

// writer writes a session as encoding/gob does, except that it describes the types of all values before
// the session.
type writer struct{ described []reflect.Type }

// firstType is the number of the first type that is described.
const firstType = 65

// message returns the gob of a session.
func message(s *session) ([]byte, error) {
	w := &writer{}
	v := reflect.ValueOf(s).Elem()
	w.meet(v.Type())
	w.meetIn(v.Field(1))
	var out []byte
	for i, t := range w.described {
		out = sized(out, w.description(writeInt(nil, int64(-firstType-i)), t))
	}
	b := writeInt(nil, firstType)
	for _, field := range []reflect.Value{v.Field(0), v.Field(1)} {
		var err error
		if b, err = w.value(append(b, 1), field); err != nil {
			return nil, err
		}
	}
	return sized(out, append(b, 0)), nil
}

// meet adds a type, and those of its parts, to the ones that are described, unless every gob has it.
func (w *writer) meet(t reflect.Type) {
	if basicType(t) > 0 || slices.Contains(w.described, t) {
		return
	}
	w.described = append(w.described, t)
	switch {
	case t == ofTime:
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			w.meet(t.Field(i).Type)
		}
	default:
		w.meet(t.Elem())
	}
}

// meetIn is meet for the types of the values in a value whose own type was met.
func (w *writer) meetIn(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface:
		if !v.IsNil() {
			w.meet(v.Elem().Type())
			w.meetIn(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			w.meetIn(v.Index(i))
		}
	case reflect.Map:
		for _, inner := range v.Seq2() {
			w.meetIn(inner)
		}
	}
}

// number returns that of a type.
func (w *writer) number(t reflect.Type) int64 {
	if n := basicType(t); n > 0 {
		return n
	}
	return int64(firstType + slices.Index(w.described, t))
}

// basicType returns the number of a type that every gob has; 0: it is described.
func basicType(t reflect.Type) int64 {
	switch {
	case t.Kind() == reflect.Bool:
		return boolType
	case reflect.Zero(t).CanInt():
		return intType
	case reflect.Zero(t).CanUint():
		return uintType
	case reflect.Zero(t).CanFloat():
		return floatType
	case t == ofBytes:
		return bytesType
	case t.Kind() == reflect.String:
		return stringType
	case t == ofAny:
		return anyType
	}
	return 0
}

// description writes what a type is: a struct with one field, whose number says what kind it is. Of
// a field of a struct the distance from the one before it is written, and 0 at the end.
func (w *writer) description(b []byte, t reflect.Type) []byte {
	head := func(kind wireKind, name string) {
		b = append(b, byte(kind)+1, 1)
		if name == "" {
			b = append(b, 2)
		} else {
			b = append(writeText(append(b, 1), name), 1)
		}
		b = append(writeInt(b, w.number(t)), 0)
	}
	part := func(t reflect.Type) { b = writeInt(append(b, 1), w.number(t)) }
	switch {
	case t == ofTime:
		head(gobberKind, t.Name())
	case t.Kind() == reflect.Struct:
		head(structKind, "")
		b = writeUint(append(b, 1), uint64(t.NumField()))
		for i := range t.NumField() {
			b = writeText(append(b, 1), t.Field(i).Name)
			part(t.Field(i).Type)
			b = append(b, 0)
		}
	case t.Kind() == reflect.Map:
		head(mapKind, t.Name())
		part(t.Key())
		part(t.Elem())
	default:
		head(sliceKind, t.Name())
		part(t.Elem())
	}
	return append(b, 0, 0)
}

// value writes a value of a type that was met.
func (w *writer) value(b []byte, v reflect.Value) ([]byte, error) {
	switch {
	case v.Type() == ofTime:
		text, err := v.Interface().(time.Time).GobEncode()
		return writeText(b, string(text)), err
	case v.Kind() == reflect.Interface:
		return w.any(b, v)
	case v.Kind() == reflect.Bool && v.Bool():
		return append(b, 1), nil
	case v.Kind() == reflect.Bool:
		return append(b, 0), nil
	case v.CanInt():
		return writeInt(b, v.Int()), nil
	case v.CanUint():
		return writeUint(b, v.Uint()), nil
	case v.CanFloat():
		return writeUint(b, bits.ReverseBytes64(math.Float64bits(v.Float()))), nil
	case v.Kind() == reflect.String:
		return writeText(b, v.String()), nil
	case v.Type() == ofBytes:
		return writeText(b, string(v.Bytes())), nil
	}
	b = writeUint(b, uint64(v.Len()))
	var err error
	for key, inner := range v.Seq2() { // a slice, or a map of texts
		if v.Kind() == reflect.Map {
			b = writeText(b, key.String())
		}
		if b, err = w.value(b, inner); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// any writes a value with the name of its type.
func (w *writer) any(b []byte, v reflect.Value) ([]byte, error) {
	if v.IsNil() {
		return append(b, 0), nil
	}
	v = v.Elem()
	inner, err := w.value([]byte{0}, v)
	return sized(writeInt(writeText(b, v.Type().String()), w.number(v.Type())), inner), err
}

// sized adds the size of a text and the text.
func sized(b, text []byte) []byte { return append(writeUint(b, uint64(len(text))), text...) }

func writeText(b []byte, text string) []byte { return append(writeUint(b, uint64(len(text))), text...) }

func writeInt(b []byte, n int64) []byte {
	if n < 0 {
		return writeUint(b, uint64(^n)<<1|1)
	}
	return writeUint(b, uint64(n)<<1)
}

func writeUint(b []byte, n uint64) []byte {
	const small = 0x80
	if n < small {
		return append(b, byte(n))
	}
	digits := binary.BigEndian.AppendUint64(nil, n)[bits.LeadingZeros64(n)/8:]
	return append(append(b, byte(-len(digits))), digits...)
}
