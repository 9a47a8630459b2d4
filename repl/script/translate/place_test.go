package translate

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.starlark.net/syntax"
)

// places returns the names in statements, with where they are.
func places(v reflect.Value) (all []string) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if id, ok := v.Interface().(*syntax.Ident); ok && id != nil {
			return []string{fmt.Sprintf("%s:%d:%d", id.Name, id.NamePos.Line, id.NamePos.Col)}
		}
		if !v.IsNil() {
			return places(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			all = append(all, places(v.Index(i))...)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				all = append(all, places(v.Field(i))...)
			}
		}
	}
	return all
}

func TestPlacesStay(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		source string
		want   []string // not all of them, but these
	}{
		{"x = 1\n\ny = [a,\n  b]\nz = (c)\n", []string{"x:1:1", "y:3:1", "b:4:3", "z:5:1", "c:5:6"}},
		{"x   =  a", []string{"x:1:1", "a:1:8"}},
		{"x = 'é\\n', a", []string{"a:1:12"}},
		{"def f(a, b):\n   return (a +\n      b)", []string{"a:2:12", "b:3:7"}},
		{"if a:\n\tb\n\n\tif c: d; e\nelse:\n   f", []string{"a:1:4", "b:2:9", "c:4:12", "f:6:4"}},
		{"a + \\\n  b + \\\n c", []string{"b:2:3", "c:3:2"}},
		{"x = '''a\nb''' + c\nd", []string{"d:3:1"}},
		{"a = b = c; d\ne", []string{"d:1:12", "e:2:1"}},
		{"del x[a], y[b]\nc", []string{"c:2:1"}},
		{"for x in y: a; b\nc", []string{"a:1:13", "b:1:16", "c:2:1"}},
		{"if x: del a[b]; c = d = e\nelif f: g\nh", []string{"f:2:6", "g:2:9", "h:3:1"}},
		{"for x in y:\n    try:\n        a(\n          b)\n    except E: c\n    d\n    e\nf", []string{"a:3:9", "b:4:11", "e:7:5", "f:8:1"}},
		{"f(\n  x ** y,\n  z is\n   w)", []string{"z:3:3"}},
	} {
		statements, err := Python(test.source)
		if err != nil {
			t.Fatal(err)
		}
		got := places(reflect.ValueOf(statements))
		for _, want := range test.want {
			if !slices.Contains(got, want) {
				t.Errorf("%q has no %s but %v", test.source, want, got)
			}
		}
	}
}

// A try in a block does not shift what follows.
func TestPlacesAfterTry(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"for x in y:\n try: a\n except E: b\n c":             "c:4:",
		"for x in y:\n try: a\n except E: b\n\n if c: d":     "c:5:",
		"for x in y:\n try: a\n except E: b\n if c: d\n\n e": "e:6:",
	} {
		statements, err := Python(source)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(places(reflect.ValueOf(statements)), " "); !strings.Contains(got, want) {
			t.Errorf("%q has no %s but %s", source, want, got)
		}
	}
}

func TestErrorPlaces(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		source       string
		line, column int
	}{
		{"x = 1\nfoo bar", 2, 5}, {"x = 'é' y", 1, 9}, {"f(a,\n  b c)", 2, 5}, {"x = (1,\n  [2", 2, 3}, {"if x:\ny", 1, 1}, {"a = 1; b c", 1, 10},
		{"'''\n''' $", 2, 5}, {"x = {1: 1j}", 1, 9}, {"@a\nx = 1", 2, 1}, {"@a b\nclass A: pass", 1, 4}, {"x +", 1, 3},
	} {
		_, err := Python(test.source)
		e, ok := err.(*Error)
		if !ok || e.Line != test.line || e.Column != test.column {
			t.Errorf("%q: %#v, want it at %d:%d", test.source, err, test.line, test.column)
		}
	}
}
