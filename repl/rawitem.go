package repl

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"

	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/format/plain"
	"sessh/session/marked"
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

// noKey is the error of setting a session as a whole, with what can be set.
func (sh *Shell) noKey(ctx context.Context, names []string, value any) error {
	path := pathText(names)
	s, err := sh.session(ctx, names)
	switch {
	case err != nil:
		return err
	case s.Container().Raw():
		text := "VALUE"
		if t, ok := value.(typed); ok && len(t.text) < 60 {
			text = screen.Safe(t.text)
		}
		return withHint(fmt.Errorf("%s is an item, and what it holds stands below it", path), "set %s/%s %s", path, plain.ValueKey, text)
	case s.Flat():
		return withHint(fmt.Errorf("%s is a session, and cannot be set", path), "set a key in it: %s/KEY", path)
	}
	return withHint(fmt.Errorf("%s is a session, and cannot be set", path), "set a key in one of its packages: %s/PACKAGE/KEY", path)
}

// fit is a value as the place can hold it: a raw item that is no mapping is a text,
// or bytes, and what is typed for it stands as it was typed.
func (at *spot) fit(value any) (any, error) {
	t, isTyped := value.(typed)
	if isTyped {
		value = t.value
	}
	root, err := at.session.Data()
	if err != nil || !at.session.Container().KeepsFlags() || root.Len() > 0 && !plain.IsValue(root) {
		return value, err
	}
	item := at.session.Item()
	if at.keys[0] != plain.ValueKey {
		if item != nil && plain.IsValue(root) && plain.HasValue(item.Value) {
			path := pathText(at.names[:atSession])
			return nil, withHint(fmt.Errorf("%s holds a text or bytes, which have no keys", path), "set %s/%s VALUE sets it as a whole", path, plain.ValueKey)
		}
		return value, nil
	}
	if len(at.keys) != 1 || item != nil && !plain.HasValue(item.Value) {
		return value, nil
	}
	var stored string
	switch v := value.(type) {
	case session.Bytes:
		return value, at.isValue(string(v), value)
	case string:
		stored = v
	default:
		stored = t.text
		if !isTyped {
			text, err := marked.Append(nil, value)
			if err != nil {
				return nil, err
			}
			stored = string(text)
		}
	}
	return stored, at.isValue(stored, value)
}

// isValue is the error about what is stored as a raw item, where it would not be read as
// a text or bytes, but as a mapping with keys.
func (at *spot) isValue(stored string, value any) error {
	if plain.HasValue([]byte(stored)) {
		return nil
	}
	path := pathText(at.names[:atSession])
	hint := fmt.Sprintf("set %s/KEY VALUE", path)
	if m, ok := value.(*session.Map); ok {
		for k, v := range m.All() {
			hint = fmt.Sprintf("set %s/%s %s", path, syntax.Quote(session.NameIn(k, m, nil)), short(v, 40))
			break
		}
	}
	if at.found && at.session.Stored() {
		hint = fmt.Sprintf("rm %s/%s, then ", path, plain.ValueKey) + hint
	}
	return withHint(errors.New("a JSON object is an item with keys of its own, and no value"), "%s", hint)
}
