package jq

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/itchyny/gojq"
)

// formats are the functions of formats such as @csv.
var formats = strings.Fields("tojson tostring format _tohtml _touri _tourid _tocsv _totsv _tosh _tobase64 _tobase64d")

// rewrite replaces operators in an expression by calls, and returns the names of the
// functions that it uses.
func rewrite(q *gojq.Query) (used map[string]bool, err error) {
	if deep(reflect.ValueOf(q), 0) {
		return nil, fmt.Errorf("it is nested more than %d times", maxNesting)
	}
	used = make(map[string]bool)
	defined := make(map[string]bool)
	each(reflect.ValueOf(q), func(node any) {
		switch x := node.(type) {
		case *gojq.Query:
			operator(x, used)
		case *gojq.Index:
			if x.Start != nil && !x.IsSlice && !short(x.Start) {
				x.Start = &gojq.Query{Left: x.Start, Op: gojq.OpPipe, Right: function("__index")}
			}
		case *gojq.String:
			used["tostring"] = used["tostring"] || x.Queries != nil
		case *gojq.Term:
			for i := range formats {
				used[formats[i]] = used[formats[i]] || x.Format != ""
			}
		case *gojq.Func:
			used[x.Name] = true
		case *gojq.FuncDef:
			for _, name := range append(x.Args, x.Name) {
				defined[name] = true
			}
		}
	})
	for name := range used { // expressions cannot call internal functions
		if strings.HasPrefix(name, "_") && !defined[name] && !slices.Contains(formats, name) && !calledByOperator(name) {
			err = fmt.Errorf("function not defined: %s", name)
		}
	}
	for name := range defined {
		if strings.HasPrefix(name, "_") && reserved(name) {
			err = fmt.Errorf("the name %s cannot be defined", name)
		}
	}
	if used[runVariable] {
		err = fmt.Errorf("variable not defined: %s", runVariable)
	}
	return used, err
}

const maxNesting = 5000 // depth of nodes; an operator counts twice

// deep reports whether a tree is nested too deeply for the stack.
func deep(v reflect.Value, depth int) bool {
	switch v.Kind() {
	case reflect.Pointer:
		if t, ok := v.Interface().(*gojq.Term); ok && t != nil { // each is compiled inside the next
			depth += 2 * len(t.SuffixList)
		}
		return !v.IsNil() && (depth > maxNesting || deep(v.Elem(), depth+1))
	case reflect.Struct:
		for i := range v.NumField() {
			if deep(v.Field(i), depth) {
				return true
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if deep(v.Index(i), depth) {
				return true
			}
		}
	}
	return false
}

func calledByOperator(name string) bool {
	for _, o := range operators {
		if o.name == name {
			return true
		}
	}
	return false
}

// reserved reports whether a name is one of the prelude's.
func reserved(name string) bool {
	return strings.HasPrefix(name, "__") || slices.Contains(formats, name) || calledByOperator(name)
}

// each calls f for every node of a tree, children first.
func each(v reflect.Value, f func(any)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			each(v.Elem(), f)
			f(v.Interface())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			each(v.Field(i), f)
		}
	case reflect.Slice:
		for i := range v.Len() {
			each(v.Index(i), f)
		}
	}
}

func function(name string, args ...*gojq.Query) *gojq.Query {
	return &gojq.Query{Term: &gojq.Term{Type: gojq.TermTypeFunc, Func: &gojq.Func{Name: name, Args: args}}}
}

// updates are the functions that gojq calls for updating operators.
var updates = map[gojq.Operator]string{gojq.OpUpdateAdd: "_add", gojq.OpUpdateMul: "_multiply", gojq.OpUpdateSub: "_subtract", gojq.OpUpdateDiv: "_divide"}

// operator replaces an operator by a call, if its result may be large.
func operator(q *gojq.Query, used map[string]bool) {
	if q.Term != nil {
		return
	}
	switch q.Op {
	case gojq.OpUpdateAdd, gojq.OpUpdateMul, gojq.OpUpdateSub, gojq.OpUpdateDiv: // gojq turns these into calls
		used[updates[q.Op]] = true
		return
	case gojq.OpModify: // removes where the result is empty
		inner := *q
		inner.FuncDefs = nil
		*q = gojq.Query{FuncDefs: q.FuncDefs, Left: guardOf("path"), Op: gojq.OpPipe, Right: &inner}
		return
	}
	o, ok := operators[q.Op]
	if !ok || q.Op != gojq.OpMul && (number(q.Left) || number(q.Right)) || o.guard == "compare" && (scalar(q.Left) || scalar(q.Right)) {
		return
	}
	used[o.name] = true
	*q = gojq.Query{FuncDefs: q.FuncDefs, Term: function(o.name, q.Left, q.Right).Term}
}

func guardOf(kind string) *gojq.Query {
	q, err := gojq.Parse(guardCall(kind, ""))
	if err != nil {
		panic(err) // a bug
	}
	return q
}

// scalar reports whether an expression is a literal number or text.
func scalar(q *gojq.Query) bool {
	if q.Term == nil || len(q.Term.SuffixList) > 0 {
		return false
	}
	switch q.Term.Type {
	case gojq.TermTypeNumber, gojq.TermTypeNull, gojq.TermTypeTrue, gojq.TermTypeFalse:
		return true
	case gojq.TermTypeString:
		return q.Term.Str.Queries == nil
	}
	return false
}

func number(q *gojq.Query) bool { return scalar(q) && q.Term.Type == gojq.TermTypeNumber }

// short reports whether an index is a text or a small number.
func short(q *gojq.Query) bool {
	return scalar(q) && len(q.Term.Number) < 4 && strings.Trim(q.Term.Number, "0123456789") == ""
}
