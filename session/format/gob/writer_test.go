package gob

import (
	"bytes"
	"encoding/gob"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sessh/session/format/serial"
)

// TestWriter writes values of all types, in one another: encoding/gob reads from it what it reads from
// its own gob, and so do Decode and Sketch.
func TestWriter(t *testing.T) {
	t.Parallel()
	register()
	var names []string
	for name := range known() {
		names = append(names, name)
	}
	slices.Sort(names)
	rapid.Check(t, func(t *rapid.T) {
		s := session{Deadline: time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "deadline"), 5).UTC(), Values: make(map[string]any)}
		for _, name := range rapid.SliceOfN(rapid.SampledFrom(names), 0, 6).Draw(t, "types") {
			v := reflect.New(known()[name]).Elem()
			fill(t, v, names, 0)
			s.Values[name] = v.Interface()
		}
		value, err := message(&s)
		if err != nil {
			t.Fatal(err)
		}
		var theirs bytes.Buffer
		if err := gob.NewEncoder(&theirs).Encode(&s); err != nil {
			t.Fatal(err)
		}
		var want, got session
		if err := gob.NewDecoder(&theirs).Decode(&want); err != nil {
			t.Fatal(err)
		}
		if err := gob.NewDecoder(bytes.NewReader(value)).Decode(&got); err != nil || !reflect.DeepEqual(got.Values, want.Values) && len(s.Values) > 0 || !got.Deadline.Equal(s.Deadline) {
			t.Fatalf("of %v encoding/gob reads %v, want %v: %v, from\n%q", s, got, want, err, value)
		}
		root, _, err := Decode(value)
		if err != nil || !serial.Reads(Sketch, value) {
			t.Fatalf("%v from\n%q", err, value)
		}
		if has := root.Entry(Values).Pairs; len(has) != len(s.Values) {
			t.Fatalf("it has %d values, want %v", len(has), slices.Sorted(maps.Keys(s.Values)))
		}
	})
}

// fill sets a value of one of the types to anything.
func fill(t *rapid.T, v reflect.Value, names []string, depth int) {
	const deepest = 3
	few := func() int {
		if depth == deepest {
			return 0
		}
		return rapid.IntRange(0, 3).Draw(t, "length")
	}
	switch {
	case v.Type() == ofTime:
		v.Set(reflect.ValueOf(time.Unix(rapid.Int64Range(-1<<33, 1<<33).Draw(t, "time"), 7).UTC()))
	case v.Type() == ofAny:
		if few() > 0 {
			inner := reflect.New(known()[rapid.SampledFrom(names).Draw(t, "type")]).Elem()
			fill(t, inner, names, depth+1)
			v.Set(inner)
		} else {
			v.Set(reflect.ValueOf("in it"))
		}
	case v.Kind() == reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case v.CanInt():
		v.SetInt(rapid.Int64().Draw(t, "int"))
	case v.CanUint():
		v.SetUint(rapid.Uint64().Draw(t, "uint"))
	case v.CanFloat():
		v.SetFloat(float64(rapid.Float32().Draw(t, "float")))
	case v.Kind() == reflect.String:
		v.SetString(rapid.String().Draw(t, "text"))
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), few(), 3))
		for i := range v.Len() {
			fill(t, v.Index(i), names, depth+1)
		}
	case v.Kind() == reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range few() {
			inner := reflect.New(v.Type().Elem()).Elem()
			fill(t, inner, names, depth+1)
			v.SetMapIndex(reflect.ValueOf(rapid.String().Draw(t, "key")), inner)
		}
	}
}
