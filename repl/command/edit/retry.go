package edit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"sessh/repl/command"
	"sessh/repl/editfile"
	"sessh/repl/hint"
	"sessh/repl/screen"
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
	file        *editfile.File
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
			t.remove()
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
		keep(t.env, x.file)
		delete(t.all, key)
		x = nil
	}
	if x == nil {
		file, err := editfile.New(t.env.Shell.KeptEdits(), "value.json", given)
		if err != nil {
			return nil, false, err
		}
		x = &text{file: file, given: given, left: given}
		t.all[key] = x
	}
	t.last = x
	if !x.saved {
		err := runEditor(ctx, t.env, x.file.Name)
		left, readErr := os.ReadFile(x.file.Name)
		if readErr == nil {
			x.left = left
		}
		if t.broken = errors.Join(err, readErr); t.broken != nil {
			return nil, false, t.broken
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

// keep keeps what was saved in the editor.
func (t *texts) keep() {
	for _, key := range slices.Sorted(maps.Keys(t.all)) {
		keep(t.env, t.all[key].file)
	}
}

// remove removes the files.
func (t *texts) remove() {
	for _, x := range t.all {
		x.file.Remove()
	}
}

// keep keeps what was saved in an editor, if it is not what the editor was given, and names the
// file.
func keep(env command.Env, file *editfile.File) {
	kept, ok, err := file.Keep()
	switch {
	case err != nil:
		env.Out.Remark("what was edited could not be kept: %v", err)
	case ok && kept.Swap != "":
		env.Out.Remark("what was edited is kept in %s, and what was not written in %s beside it", screen.Safe(kept.Name), screen.Safe(kept.Swap))
	case ok:
		env.Out.Remark("what was edited is kept in %s", screen.Safe(kept.Name))
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
