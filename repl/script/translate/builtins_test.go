package translate

import (
	"fmt"
	"strings"

	"go.starlark.net/starlark"
)

// builtins do what the interpreter's do, as far as the tests need it.
func builtins() map[string]function {
	return map[string]function{
		"__list": asItIs, "__dict": asItIs, "__set": set, "__is": is, "__pow": pow, "__del": del, "__delslice": delSlice, "__assert": assert,
		"__try": try, "list": listOf, "ZeroDivisionError": raised("division by zero"), "AssertionError": raised("AssertionError"),
	}
}

func asItIs(_ *starlark.Thread, args starlark.Tuple) (starlark.Value, error) { return args[0], nil }

func is(_ *starlark.Thread, args starlark.Tuple) (starlark.Value, error) { return same{args[0]}, nil }

func set(thread *starlark.Thread, args starlark.Tuple) (starlark.Value, error) {
	return starlark.Call(thread, starlark.Universe["set"], args, nil)
}

func listOf(thread *starlark.Thread, args starlark.Tuple) (starlark.Value, error) {
	if b, ok := args[0].(starlark.Bytes); ok {
		elems, _ := b.Attr("elems")
		v, err := starlark.Call(thread, elems, nil, nil)
		if err != nil {
			return nil, err
		}
		args = starlark.Tuple{v}
	}
	return starlark.Call(thread, starlark.Universe["list"], args, nil)
}

func pow(_ *starlark.Thread, args starlark.Tuple) (starlark.Value, error) {
	x, out := args[0].(starlark.Int), starlark.MakeInt(1)
	n, _ := starlark.AsInt32(args[1])
	for range n {
		out = out.Mul(x)
	}
	return out, nil
}

func del(thread *starlark.Thread, args starlark.Tuple) (starlark.Value, error) {
	pop, _ := args[0].(starlark.HasAttrs).Attr("pop")
	return starlark.Call(thread, pop, args[1:], nil)
}

func delSlice(thread *starlark.Thread, args starlark.Tuple) (starlark.Value, error) {
	list := args[0].(*starlark.List)
	from, _ := starlark.AsInt32(args[1])
	for list.Len() > from {
		if _, err := del(thread, starlark.Tuple{list}); err != nil {
			return nil, err
		}
	}
	return starlark.None, nil
}

func assert(_ *starlark.Thread, args starlark.Tuple) (starlark.Value, error) {
	if !args[0].Truth() {
		return nil, fmt.Errorf("AssertionError")
	}
	return starlark.None, nil
}

// raised returns a class of exceptions, which are known by what is in their texts.
func raised(in string) function {
	return func(_ *starlark.Thread, args starlark.Tuple) (starlark.Value, error) {
		text, _ := starlark.AsString(args[0])
		return starlark.Bool(strings.Contains(text, in)), nil
	}
}

func try(thread *starlark.Thread, args starlark.Tuple) (starlark.Value, error) {
	_, err := starlark.Call(thread, args[0], nil, nil)
	if err == nil && args[2] != starlark.None {
		_, err = starlark.Call(thread, args[2], nil, nil)
	} else if err != nil {
		err = handle(thread, args[1].(*starlark.List), err)
	}
	if args[3] != starlark.None {
		if _, err := starlark.Call(thread, args[3], nil, nil); err != nil {
			return nil, err
		}
	}
	return starlark.None, err
}

func handle(thread *starlark.Thread, handlers *starlark.List, raised error) error {
	text := starlark.String(raised.Error())
	for h := range handlers.Elements() {
		class, handler := h.(starlark.Tuple)[0], h.(starlark.Tuple)[1].(*starlark.Function)
		if class != starlark.None {
			if ok, err := starlark.Call(thread, class, starlark.Tuple{text}, nil); err != nil || !bool(ok.Truth()) {
				continue
			}
		}
		_, err := starlark.Call(thread, handler, starlark.Tuple{text}[:handler.NumParams()], nil)
		return err
	}
	return raised
}
