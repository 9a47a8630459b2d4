package modules

import (
	"context"
	"slices"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value"
	"sessh/txn"
)

// A hookKind says when a hook is called.
type hookKind string

const (
	beforeCommit hookKind = "BeforeCommit"
	afterCommit  hookKind = "AfterCommit"
	beforeAbort  hookKind = "BeforeAbort"
	afterAbort   hookKind = "AfterAbort"
)

// A hook is a function to be called around the end of a transaction.
type hook struct {
	kind  hookKind
	f     starlark.Callable
	args  starlark.Tuple
	named *value.Dict
}

// hookMethods adds the methods that register functions to be called before and after the
// end of a transaction, and those that list them.
func (t *transaction) hookMethods() {
	for _, kind := range []hookKind{beforeCommit, afterCommit, beforeAbort, afterAbort} {
		t.Method("add"+string(kind)+"Hook", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			h, err := t.newHook(kind, b, args, kwargs)
			if err != nil {
				return nil, err
			}
			if err := t.register(h); err != nil {
				return nil, object.Wrap(err)
			}
			t.hooks[kind] = append(t.hooks[kind], h)
			return starlark.None, nil
		})
		t.Method("get"+string(kind)+"Hooks", object.NoArgs(func() (starlark.Value, error) { return t.registered(kind), nil }))
	}
}

func (t *transaction) newHook(kind hookKind, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (*hook, error) {
	lib := t.manager.lib
	h := &hook{kind: kind, named: lib.NewDict()}
	var given, named starlark.Value = starlark.Tuple{}, starlark.None
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "hook", &h.f, "args?", &given, "kws?", &named); err != nil {
		return nil, err
	}
	switch g := given.(type) {
	case starlark.Iterable:
		values, err := lib.All(g)
		if err != nil {
			return nil, err
		}
		h.args = values
	case starlark.String:
		for _, r := range string(g) {
			h.args = append(h.args, starlark.String(r))
		}
	default:
		return nil, object.Raise("TypeError", "'%s' object is not iterable", object.TypeName(given))
	}
	if m, ok := named.(starlark.IterableMapping); ok {
		for _, item := range m.Items() {
			if err := h.named.SetKey(item[0], item[1]); err != nil {
				return nil, err
			}
		}
	}
	return h, lib.Made(hookSize)
}

const hookSize = 500

// register makes the transaction call a hook.
func (t *transaction) register(h *hook) error {
	plain := func(ctx context.Context) error { return t.run(ctx, h, nil) }
	switch h.kind {
	case beforeCommit:
		return t.tx.BeforeCommit(plain)
	case beforeAbort:
		return t.tx.BeforeAbort(t.logged(h, plain))
	case afterAbort:
		return t.tx.AfterAbort(plain)
	}
	return t.tx.AfterCommit(func(ctx context.Context, ok bool) error {
		return t.logged(h, func(ctx context.Context) error { return t.run(ctx, h, starlark.Tuple{starlark.Bool(ok)}) })(ctx)
	})
}

// run calls a hook, which is not registered any more then.
func (t *transaction) run(ctx context.Context, h *hook, first starlark.Tuple) error {
	t.hooks[h.kind] = slices.DeleteFunc(t.hooks[h.kind], func(o *hook) bool { return o == h })
	err := t.manager.lib.Hook(ctx, h.f, append(first, h.args...), h.named.Items())
	if err != nil && h.kind == beforeCommit { // those after it are dropped
		t.hooks[h.kind] = nil
	}
	return err
}

// logged returns a hook whose exception is noted, and has no other effect.
func (t *transaction) logged(h *hook, call txn.Hook) txn.Hook {
	when := map[hookKind]string{afterCommit: "after a commit", beforeAbort: "before an abort"}[h.kind]
	return func(ctx context.Context) error {
		if err := call(ctx); err != nil {
			t.manager.lib.options.Note("note: the hook %s %s raised %s, which changes nothing", h.f.Name(), when, object.FromError(err))
		}
		return nil
	}
}

// registered returns the hooks that were not called yet, each with its arguments.
func (t *transaction) registered(kind hookKind) starlark.Value {
	var all []starlark.Value
	if s := t.tx.Status(); s != txn.Committed && s != txn.Aborted {
		for _, h := range t.hooks[kind] {
			all = append(all, starlark.Tuple{h.f, h.args, h.named})
		}
	}
	return t.manager.lib.NewList(all)
}
