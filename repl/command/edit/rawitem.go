package edit

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session/format/plain"
	"sessh/session/marked"
	"sessh/session/tree"
)

// itemFlags is the value of --flags.
type itemFlags uint32

func (f *itemFlags) String() string { return strconv.FormatUint(uint64(*f), 10) }
func (*itemFlags) Type() string     { return "uint32" }

func (f *itemFlags) Set(text string) error {
	n, err := strconv.ParseUint(text, 0, 32)
	if err != nil {
		return fmt.Errorf("flags are a number from 0 to %d", uint32(math.MaxUint32))
	}
	*f = itemFlags(n)
	return nil
}

// notKey returns the error of setting a whole session, with a hint about what can be set.
func notKey(ctx context.Context, env command.Env, path place.Path, value Value) error {
	s, err := env.Place.Session(ctx, path)
	switch {
	case err != nil:
		return err
	case s.Container().Raw():
		text := "VALUE"
		if value.typed && len(value.text) < 60 {
			text = screen.Safe(value.text)
		}
		return hint.With(fmt.Errorf("%s is an item, and its value is below it", path), "set %s/%s %s", path, plain.ValueKey, text)
	}
	key, in := "PACKAGE/KEY", "one of its packages"
	if s.Flat() {
		key, in = "KEY", "it"
	}
	switch {
	case s.Exists():
		err = fmt.Errorf("%s is a session, and cannot be set", path)
	case s.Container().Format().Traits().Own && env.Work.IsEmpty(ctx, path[0]):
		err = fmt.Errorf("%s is the place of a session, and not of a key; there is no container %s", path, syntax.Quote(path[0]))
		return hint.With(err, "cd to a session first, or set /CONTAINER/SESSION/%s", key)
	default:
		err = fmt.Errorf("%s is the place of a session, and not of a key; there is no such session", path)
	}
	return hint.With(err, "set a key in %s: %s/%s", in, path, key)
}

// fit returns a value in the form that the place can hold: a raw item that is not a mapping
// is text or bytes, stored as typed.
func fit(at *place.Spot, input Value) (any, error) {
	value := input.V
	root, err := at.Session.Data()
	if err != nil || !at.Session.Container().KeepsFlags() || root.Len() > 0 && !plain.IsValue(root) {
		return value, err
	}
	item := at.Session.Item()
	if at.Keys[0] != plain.ValueKey {
		if item != nil && plain.IsValue(root) && hasValue(at, item.Value, item.Flags) {
			path := at.Names[:place.Session].String()
			return nil, hint.With(fmt.Errorf("%s holds text or bytes, which have no keys", path), "set %s/%s VALUE sets it as a whole", path, plain.ValueKey)
		}
		return value, nil
	}
	if len(at.Keys) != 1 || item != nil && !hasValue(at, item.Value, item.Flags) {
		return value, nil
	}
	var stored string
	switch v := value.(type) {
	case tree.Bytes:
		return value, isValue(at, string(v), value)
	case string:
		stored = v
	default:
		stored = input.text
		if !input.typed {
			text, err := marked.Append(nil, value)
			if err != nil {
				return nil, err
			}
			stored = string(text)
		}
	}
	return stored, isValue(at, stored, value)
}

// hasValue reports whether an item at the place is a text or bytes.
func hasValue(at *place.Spot, value []byte, flags uint32) bool {
	f, ok := at.Session.Container().Format().(*plain.Format)
	return !ok || f.HasValue(value, flags)
}

// isValue returns an error if stored, as a raw item, would be read as a mapping with keys
// and not as text or bytes.
func isValue(at *place.Spot, stored string, value any) error {
	path := at.Names[:place.Session].String()
	if !plain.IsMapping([]byte(stored)) {
		if _, isBytes := value.(tree.Bytes); isBytes || hasValue(at, []byte(stored), 0) {
			return nil
		}
		return hint.With(errors.New("such a text is an item with keys of its own, and no value"), "set %s/%s b\"...\" stores it as it is", path, plain.ValueKey)
	}
	instead := fmt.Sprintf("set %s/KEY VALUE", path)
	if m, ok := value.(*tree.Map); ok {
		for k, v := range m.All() {
			instead = fmt.Sprintf("set %s/%s %s", path, syntax.Quote(tree.NameIn(k, m, nil)), notation.Short(v, 40))
			break
		}
	}
	if at.Found && at.Session.Stored() {
		instead = fmt.Sprintf("rm %s/%s, then ", path, plain.ValueKey) + instead
	}
	return hint.With(errors.New("a JSON object is an item with keys of its own, and no value"), "%s", instead)
}
