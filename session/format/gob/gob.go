// Package gob reads and writes what encoding/gob makes of a session of Go: a struct with a
// time, Deadline, and a map of names to values, Values. The values are of Go's basic types,
// times, and slices and maps of these; those of an application's own types cannot be read.
//
// encoding/gob is not used, for two reasons: it allocates memory for the sizes that a value claims, and a
// program that has it starts noticeably slower.
package gob

import (
	"bytes"
	"errors"
	"math/big"
	"reflect"
	"slices"
	"sync"
	"time"

	"sessh/session/format/graph"
)

// The names of the fields.
const (
	Deadline = "Deadline"
	Values   = "Values"
)

// session is what is encoded. It has no name in a gob of scs.
type session = struct {
	Deadline time.Time
	Values   map[string]any
}

// types are those of values that are not in Go's gob by themselves. Applications register
// them, as well.
var types = []any{
	map[string]any{}, []any{}, time.Time{}, time.Duration(0), map[string]string{}, map[string]int{}, map[string]bool{},
	map[string]float64{}, map[string]int64{}, map[string][]string{}, []map[string]any{}, []time.Time{},
}

var (
	ofTime  = reflect.TypeFor[time.Time]()
	ofBytes = reflect.TypeFor[[]byte]()
	ofAny   = reflect.TypeFor[any]()
)

// usual are the types of the values of each kind that have no form.
var usual = map[graph.Kind]reflect.Type{
	graph.Bool: reflect.TypeFor[bool](), graph.Int: reflect.TypeFor[int](), graph.Float: reflect.TypeFor[float64](),
	graph.Text: reflect.TypeFor[string](), graph.Bytes: ofBytes, graph.Time: ofTime,
	graph.List: reflect.TypeFor[[]any](), graph.Map: reflect.TypeFor[map[string]any](),
}

// known are the types that values can have, by their names.
var known = sync.OnceValue(func() map[string]reflect.Type {
	all := make(map[string]reflect.Type)
	for _, v := range slices.Concat(types, []any{
		false, 0, int8(0), int16(0), int32(0), int64(0), uint(0), uint8(0), uint16(0), uint32(0), uint64(0), uintptr(0), float32(0), 0.0, "",
		[]int{}, []int8{}, []int16{}, []int32{}, []int64{}, []uint{}, []byte{}, []uint16{}, []uint32{}, []uint64{},
		[]float32{}, []float64{}, []bool{}, []string{},
	}) {
		all[reflect.TypeOf(v).String()] = reflect.TypeOf(v)
	}
	return all
})

var errOwnTypes = errors.New("the gob has values of types of the application's own")

// IsOfOwnTypes reports whether an error of [Decode] is that of values of an application's
// own types.
func IsOfOwnTypes(err error) bool { return errors.Is(err, errOwnTypes) }

// Begins reports whether a value begins as such a session does.
func Begins(value []byte) bool {
	const head = 24
	return bytes.Contains(value[:min(len(value), head)], []byte("\x01\x08"+Deadline+"\x01"))
}

func unsigned(n uint64) *graph.Node { return graph.NewBig(new(big.Int).SetUint64(n)) }
