package gob

import (
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"time"

	"sessh/session/format/graph"
)

// Encode writes a session, with the types that its values had: as it was read where nothing
// is different, for a map has no order in a gob.
func Encode(root *graph.Node, how any) (value []byte, err error) {
	if was, ok := how.([]byte); ok {
		if before, _, err := Decode(was); err == nil && reflect.DeepEqual(before, root) {
			return was, nil
		}
	}
	s := session{Values: map[string]any{}}
	if s.Deadline, err = deadline(root.Entry(Deadline)); err != nil {
		return nil, err
	}
	values := reflect.ValueOf(&s.Values).Elem()
	if err := set(values, root.Entry(Values), values.Type(), 0); err != nil {
		return nil, err
	}
	value, err = message(&s)
	if err != nil {
		return nil, fmt.Errorf("it cannot be written as a gob: %w", err)
	}
	return value, nil
}

const deepest = 200

// deadline is that of a session; a text has that of a new one.
func deadline(n *graph.Node) (time.Time, error) {
	if n != nil && n.Kind == graph.Text {
		return time.Parse(time.RFC3339, n.Text)
	}
	if n == nil || n.Kind != graph.Time {
		return time.Time{}, errors.New("it has no deadline")
	}
	return n.Time, nil
}

// set makes a place of the type hold a value.
func set(to reflect.Value, n *graph.Node, t reflect.Type, depth int) error {
	switch {
	case n == nil:
		return errors.New("a part of the value is missing")
	case n.Kind == graph.Null && t == ofAny:
		return nil
	case depth > deepest:
		return fmt.Errorf("the value is nested deeper than %d levels", deepest)
	}
	if t == ofAny {
		if t = usual[n.Kind]; n.Form != "" {
			t = known()[n.Form]
		}
		if t == nil {
			return fmt.Errorf("a value of type %s cannot be written in a gob", n.Kind)
		}
		v := reflect.New(t).Elem()
		if err := set(v, n, t, depth); err != nil {
			return err
		}
		to.Set(v)
		return nil
	}
	wrong := fmt.Errorf("a value of type %s cannot be written where Go's type is %s", n.Kind, t)
	switch {
	case t == ofTime && n.Kind == graph.Time:
		to.Set(reflect.ValueOf(n.Time))
	case t == ofBytes && n.Kind == graph.Bytes:
		to.SetBytes([]byte(n.Text))
	case n.Kind == graph.Bool && t.Kind() == reflect.Bool:
		to.SetBool(n.Bool)
	case n.Kind == graph.Int:
		return setInt(to, n.Integer(), wrong)
	case n.Kind == graph.Float && to.CanFloat() && !to.OverflowFloat(n.Float):
		to.SetFloat(n.Float)
	case (n.Kind == graph.Text || n.Kind == graph.Bytes) && t.Kind() == reflect.String:
		to.SetString(n.Text)
	case n.Kind == graph.List && t.Kind() == reflect.Slice && t != ofBytes:
		return setList(to, n, t, depth)
	case n.Kind == graph.Map && t.Kind() == reflect.Map:
		return setMap(to, n, t, depth)
	default:
		return wrong
	}
	return nil
}

func setInt(to reflect.Value, n *big.Int, wrong error) error {
	switch {
	case to.CanInt() && n.IsInt64() && !to.OverflowInt(n.Int64()):
		to.SetInt(n.Int64())
	case to.CanUint() && n.IsUint64() && !to.OverflowUint(n.Uint64()):
		to.SetUint(n.Uint64())
	case to.CanInt() || to.CanUint():
		return fmt.Errorf("the integer %s does not fit Go's type %s", n, to.Type())
	default:
		return wrong
	}
	return nil
}

func setList(to reflect.Value, n *graph.Node, t reflect.Type, depth int) error {
	v := reflect.MakeSlice(t, len(n.Items), len(n.Items))
	for i, x := range n.Items {
		if err := set(v.Index(i), x, t.Elem(), depth+1); err != nil {
			return err
		}
	}
	to.Set(v)
	return nil
}

func setMap(to reflect.Value, n *graph.Node, t reflect.Type, depth int) error {
	m := reflect.MakeMap(t)
	for _, p := range n.Pairs {
		if p.Key.Kind != graph.Text && p.Key.Kind != graph.Bytes {
			return fmt.Errorf("a key of type %s cannot be written in a map of Go's", p.Key.Kind)
		}
		v := reflect.New(t.Elem()).Elem()
		if err := set(v, p.Value, t.Elem(), depth+1); err != nil {
			return fmt.Errorf("%s: %w", p.Key.Text, err)
		}
		m.SetMapIndex(reflect.ValueOf(p.Key.Text), v)
	}
	to.Set(m)
	return nil
}
