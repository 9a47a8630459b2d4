package edit

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/screen"
	"sessh/repl/syntax"
)

// editText opens a text in the editor, and passes the value that was saved to take. If it
// cannot be read or is refused, it can be edited again, and what the user gives up is kept in a
// file.
func editText(ctx context.Context, env command.Env, text []byte, take func(now any) error) error {
	name, remove, err := fileOf("value.json", text)
	if err != nil {
		return err
	}
	defer remove()
	for {
		err := runEditor(ctx, env, name)
		left, readErr := os.ReadFile(name)
		switch {
		case err != nil || readErr != nil:
			keep(env, left, text)
			return errors.Join(err, readErr)
		case bytes.Equal(left, text):
			env.Out.Note("nothing was changed")
			return nil
		}
		if err = taken(left, take); err == nil {
			return nil
		}
		if again, askErr := editsAgain(ctx, env, err); !again {
			keep(env, left, text)
			return errors.Join(err, askErr)
		}
	}
}

// taken passes the value that a text is to take.
func taken(text []byte, take func(now any) error) error {
	if hasMarks(text) {
		return errors.New("the markers of the conflict are still in it")
	}
	v, err := syntax.ReadValue(string(text), syntax.JSON)
	if err != nil {
		return err
	}
	return take(v)
}

// editsAgain asks the user, if there is one, whether to open the editor again after an error.
func editsAgain(ctx context.Context, env command.Env, why error) (bool, error) {
	if !env.Shell.Attended() || ctx.Err() != nil {
		return false, nil
	}
	answer, err := env.Shell.Ask(ctx, fmt.Sprintf("%s; edit again? [Y/n] ", hint.Line(why)))
	return err == nil && !strings.HasPrefix(strings.ToLower(answer), "n"), err
}

// maxKept is how many texts are kept.
const maxKept = 20

// keep writes what was saved in an editor to a file that only its owner can read, if it is not
// what the editor was given, and names the file.
func keep(env command.Env, left, given []byte) {
	folder := env.Shell.KeptEdits()
	if folder == "" || len(left) == 0 || bytes.Equal(left, given) {
		return
	}
	name, err := keepIn(folder, left)
	if err != nil {
		env.Out.Remark("what was edited could not be kept: %v", err)
		return
	}
	env.Out.Remark("what was edited is kept in %s", screen.Safe(name))
}

// keepIn writes a text to a new file of a folder, and removes the oldest ones there.
func keepIn(folder string, text []byte) (name string, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	file, err := os.CreateTemp(folder, "edit-*.json") // readable by its owner only
	if err != nil {
		return "", err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err != nil {
		return "", errors.Join(err, os.Remove(file.Name()))
	}
	prune(folder)
	return file.Name(), nil
}

// prune removes the oldest texts in a folder beyond [maxKept]. One that cannot be removed stays.
func prune(folder string) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	var kept []os.FileInfo
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && info.Mode().IsRegular() && strings.HasPrefix(e.Name(), "edit-") {
			kept = append(kept, info)
		}
	}
	slices.SortFunc(kept, func(a, b os.FileInfo) int {
		return cmp.Or(b.ModTime().Compare(a.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	for _, info := range kept[min(maxKept, len(kept)):] {
		_ = os.Remove(filepath.Join(folder, info.Name()))
	}
}
