package edit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/syntax"
)

// texts are the texts that one command has the user edit, one after the other, until what was
// saved is taken.
type texts struct {
	env  command.Env
	all  map[string]*text
	last *text // whose value was asked for last in this attempt
	// broken is why the last one could not be edited.
	broken error
}

// A text is one of them.
type text struct {
	given, left []byte // what the editor was given first, and what it left last
	saved       bool   // it need not be edited again
}

// editText opens a text in the editor, and passes the value that was saved to take. See
// [editTexts].
func editText(ctx context.Context, env command.Env, given []byte, take func(now any) error) error {
	return editTexts(ctx, env, func(t *texts) error {
		v, changed, err := t.value(ctx, "", given)
		if err != nil || !changed {
			return err
		}
		return take(v)
	})
}

// editTexts runs an attempt that takes the values of edited texts. If it fails, the text whose
// value it asked for last can be edited again for another attempt, for which the others are as
// they were saved. What the user gives up is kept in files.
func editTexts(ctx context.Context, env command.Env, attempt func(t *texts) error) error {
	t := &texts{env: env, all: make(map[string]*text)}
	for {
		t.last, t.broken = nil, nil
		err := attempt(t)
		if err == nil {
			return nil
		}
		again := false
		if t.last != nil && t.broken == nil {
			var askErr error
			again, askErr = editsAgain(ctx, env, err)
			err = errors.Join(err, askErr)
		}
		if !again {
			t.keep()
			return err
		}
		t.last.saved = false
	}
}

// value returns the value that the user makes of a text; changed is false if the text was left as
// it was. The key tells the texts of a command apart.
func (t *texts) value(ctx context.Context, key string, given []byte) (v any, changed bool, err error) {
	x := t.all[key]
	if x != nil && !bytes.Equal(x.given, given) { // it is about what is no longer so
		keep(t.env, x.left, x.given)
		x = nil
	}
	if x == nil {
		x = &text{given: given, left: given}
		t.all[key] = x
	}
	t.last = x
	if !x.saved {
		left, err := runEditorOn(ctx, t.env, "value.json", x.left)
		if left != nil {
			x.left = left
		}
		if t.broken = err; err != nil {
			return nil, false, err
		}
		x.saved = true
		if bytes.Equal(x.left, x.given) {
			t.env.Out.Note("nothing was changed")
		}
	}
	if bytes.Equal(x.left, x.given) {
		return nil, false, nil
	}
	if hasMarks(x.left) {
		return nil, false, errors.New("the markers of the conflict are still in it")
	}
	v, err = syntax.ReadValue(string(x.left), syntax.JSON)
	return v, true, err
}

// keep writes what was saved in the editor to files.
func (t *texts) keep() {
	for _, key := range slices.Sorted(maps.Keys(t.all)) {
		keep(t.env, t.all[key].left, t.all[key].given)
	}
}

// editsAgain asks the user, if there is one, whether to open the editor again after an error.
func editsAgain(ctx context.Context, env command.Env, why error) (bool, error) {
	if !env.Shell.Attended() || ctx.Err() != nil {
		return false, nil
	}
	answer, err := env.Shell.Ask(ctx, fmt.Sprintf("%s; edit again? [Y/n] ", hint.Line(why)))
	return err == nil && !strings.HasPrefix(strings.ToLower(answer), "n"), err
}
