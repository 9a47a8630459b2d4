package repl

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/marked"
)

func (sh *Shell) edit(ctx context.Context, c *use) error {
	names := c.Resolve(c.Words[0])
	if len(names) < place.Package {
		return fmt.Errorf("%s cannot be edited as a whole", names)
	}
	at, err := sh.Find(ctx, names)
	if err != nil {
		return err
	}
	if sh.options.Run == nil {
		return errors.New("edit needs a terminal")
	}
	if x, ok := sh.ConflictAt(names); ok {
		text, err := withMarkers(x)
		if err != nil {
			return err
		}
		value, err := sh.editText(ctx, text)
		if err != nil || value == nil {
			return err
		}
		return c.step(ctx, func() error { return sh.replace(ctx, names, value.V) })
	}
	return sh.editAt(ctx, c, at)
}

// editAt lets what is at a place be edited. A list or mapping is changed where it
// stands, so that what was not touched in it stays what it is.
func (sh *Shell) editAt(ctx context.Context, c *use, at *place.Spot) error {
	v, where := at.Value, *at
	if r, ok := v.(*session.Ref); ok {
		v, where.Keys, where.Through = r.To(), r.Keys(), at.Names
	}
	was := v
	if isFolder(v) {
		var err error
		if _, was, err = inJSON(v); err != nil {
			return err
		}
	}
	text, err := editable(was)
	if err != nil {
		return err
	}
	value, err := sh.editText(ctx, text)
	if err != nil || value == nil {
		return err
	}
	return c.step(ctx, func() error {
		set := func() error { return sh.replace(ctx, at.Names, value.V) }
		if !at.Found || !isFolder(v) || session.TypeName(was) != session.TypeName(value.V) {
			return set()
		}
		sh.tellElsewhere(&where)
		return amenderOf(v).value(v, was, value.V, set)
	})
}

// editText lets a value be edited; nil where nothing was changed.
func (sh *Shell) editText(ctx context.Context, text []byte) (*output.JSONValue, error) {
	dir, err := os.MkdirTemp("", "sessh-edit-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "value.json")
	if err := os.WriteFile(name, text, 0o600); err != nil {
		return nil, err
	}
	return sh.edited(ctx, name, text)
}

// edited runs the editor until it leaves JSON; nil where nothing was changed.
func (sh *Shell) edited(ctx context.Context, name string, old []byte) (*output.JSONValue, error) {
	editor := sh.options.Environ("VISUAL")
	if editor == "" {
		editor = sh.options.Environ("EDITOR")
	}
	if editor == "" {
		editor = "vi"
	}
	for {
		args := append(strings.Fields(editor), name)
		if err := sh.lend(func() error { return sh.options.Run(ctx, args[0], args[1:]...) }); err != nil {
			return nil, fmt.Errorf("%s: %w", editor, err)
		}
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if string(b) == string(old) {
			sh.note("nothing was changed")
			return nil, nil
		}
		var v any
		if hasMarks(b) {
			err = errors.New("the markers of the conflict are in it still")
		} else if v, err = syntax.ReadValue(string(b), syntax.JSON); err == nil {
			return &output.JSONValue{V: v}, nil
		}
		if sh.ask == nil {
			return nil, err
		}
		answer, askErr := sh.ask(ctx, fmt.Sprintf("%v; edit again? [Y/n] ", err))
		if askErr != nil || strings.HasPrefix(strings.ToLower(answer), "n") {
			return nil, errors.Join(err, askErr)
		}
	}
}

// editable is a value as JSON that is laid out for an editor.
func editable(v any) ([]byte, error) {
	b, err := marked.Append(nil, v)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, b, "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}
