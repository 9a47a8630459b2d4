package edit

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"

	"sessh/repl/amend"
	"sessh/repl/command"
	"sessh/repl/complete/programs"
	"sessh/repl/editfile"
	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session/diff"
	"sessh/session/marked"
	"sessh/session/tree"
)

func editing() command.Table {
	return command.Table{{
		Name: "edit", Group: command.GroupEdit, Args: "[PATH]", Short: "edit a value in your editor",
		Long: `Opens the value at PATH, or at the current place, as JSON in $VISUAL or $EDITOR, and sets it to what was
saved. If that is not JSON, or is refused, it can be edited again; if you give up,
it is kept in a file ("help files"), except with --no-recovery. Closing the editor without a change
changes nothing. What JSON cannot express, such as an object or a list that stands
in another place as well, is shown as a text in <>, and is kept if that text is
left alone. As a single command and in a script it needs no terminal if $VISUAL or $EDITOR is a program
that needs none, such as sed -i s/1/2/. If a refresh has left a conflict, both sides stand there between
markers, as in git.`,
		Example: "sessh> set /Shop/s1/cart/total 12\nsessh> edit /Shop/s1/cart/total # doctest: +SKIP\n",
		Kinds:   []command.Kind{command.Place}, Max: 1, Changes: true, Run: edit, Unreplayable: command.Always,
	}}
}

func edit(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	path := c.Path(env, 0)
	if len(path) < place.Package {
		return nil, notWhole(ctx, env, path)
	}
	at, err := env.Place.Find(ctx, path)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(unsealed(at.Session), expressible(at)); err != nil {
		return nil, err
	}
	if !env.Shell.HasTerminal() && !editsAlone(env) {
		return nil, hint.With(errors.New("edit needs a terminal"), "as a single command or in a script, $EDITOR can be a program that needs none, such as sed -i")
	}
	x, ok := env.Work.ConflictAt(path)
	if !ok {
		return nil, editAt(ctx, env, c, at)
	}
	text, err := withMarkers(x)
	if err != nil {
		return nil, err
	}
	return nil, editText(ctx, env, text, func(now any) error {
		return env.Shell.Step(ctx, c.Label(), func() error { return replace(ctx, env, path, Value{V: now}) })
	})
}

// expressible fails for an object, which stands in an editor only as a part of what holds it.
func expressible(at *place.Spot) error {
	if !isObject(at.Value) {
		return nil
	}
	text := notation.Clip(screen.Safe(at.Value.(tree.Object).Display()), notation.LongestLabel)
	err := fmt.Errorf("%s is %s, an object, which JSON cannot express", at.Names, text)
	if len(at.Names) > place.Package {
		return hint.With(err, "edit %s edits what is around it; set puts another value in its place", at.Names[:len(at.Names)-1])
	}
	return hint.With(err, "set puts another value in its place")
}

// notWhole returns the error about a place that is no value.
func notWhole(ctx context.Context, env command.Env, path place.Path) error {
	err := fmt.Errorf("%s cannot be edited as a whole", path)
	if len(path) < place.Session {
		return hint.With(err, "edit takes a value in a session: /CONTAINER/SESSION/KEY")
	}
	s, readErr := env.Place.Session(ctx, path)
	if readErr != nil {
		return readErr
	}
	if err := unsealed(s); err != nil {
		return err
	}
	data, readErr := s.Data()
	if readErr != nil || data.Len() == 0 {
		return hint.With(err, "edit takes a value in it, such as a key or a package")
	}
	return hint.With(err, "edit takes a value in it: %s", firstKeys(data))
}

const maxShownKey = 40 // columns

// firstKeys lists the first keys of a mapping, as they are typed.
func firstKeys(m *tree.Map) string {
	const most = 5
	var names []string
	for k := range m.All() {
		if len(names) == most {
			names = append(names, "...")
			break
		}
		names = append(names, screen.Shorten(syntax.Quote(m.Name(k)), maxShownKey))
	}
	return notation.List(names)
}

// editAt opens the value at a place in the editor. A list or mapping is changed in place,
// so that parts of it that were not edited stay the same, with what they share.
func editAt(ctx context.Context, env command.Env, c *command.Call, at *place.Spot) error {
	v, where := at.Value, *at
	if r, ok := v.(*tree.Ref); ok {
		v, where.Keys, where.Through = r.To(), r.Keys(), at.Names
	}
	was := v
	if place.IsFolder(v) {
		var err error
		if was, err = amend.Read(v); err != nil {
			return err
		}
	}
	text, err := indented(was)
	if err != nil {
		return err
	}
	return editText(ctx, env, text, func(now any) error {
		return env.Shell.Step(ctx, c.Label(), func() error {
			set := func() error { return replace(ctx, env, at.Names, Value{V: now}) }
			if !at.Found || !place.IsFolder(v) || tree.TypeName(was) != tree.TypeName(now) {
				return set()
			}
			noteElsewhere(env, &where)
			return amend.Apply(v, was, now, set)
		})
	})
}

// Open opens a text in the editor, in a file of a name, and returns what was saved.
func Open(ctx context.Context, env command.Env, name string, text []byte) ([]byte, error) {
	if !env.Shell.HasTerminal() {
		return nil, errors.New("an editor needs a terminal")
	}
	file, err := editfile.New("", name, text)
	if err != nil {
		return nil, err
	}
	defer file.Remove()
	if err := runEditor(ctx, env, file.Name); err != nil {
		return nil, err
	}
	return os.ReadFile(file.Name)
}

// editorOf returns the editor that the user has chosen; "": none.
func editorOf(env command.Env) string {
	return cmp.Or(env.Shell.Environ("VISUAL"), env.Shell.Environ("EDITOR"))
}

// editsAlone reports whether the chosen editor can be run without a terminal: where no user is expected.
func editsAlone(env command.Env) bool {
	return editorOf(env) != "" && env.Shell.Scripted() && !env.Shell.Nested()
}

// editorWords returns the program and the arguments that open a file in an editor. As for git, what holds more than
// words is read by sh; Windows has none.
func editorWords(editor, file, system string) []string {
	if system != "windows" && strings.ContainsAny(editor, "|&;<>()$`\\\"'*?[#~=%") {
		return []string{"sh", "-c", editor + ` "$@"`, editor, file}
	}
	return append(strings.Fields(editor), file)
}

// editorLine is [editorWords] as a line for the user's shell.
func editorLine(editor, file, system string) string {
	if system == "windows" {
		return editor + ` "` + file + `"`
	}
	return editor + " " + programs.Quote(file)
}

func runEditor(ctx context.Context, env command.Env, name string) error {
	editor := cmp.Or(editorOf(env), "vi")
	if !env.Shell.HasTerminal() {
		return env.Shell.RunProgram(editorLine(editor, name, runtime.GOOS))
	}
	words := editorWords(editor, name, runtime.GOOS)
	if err := env.Shell.Launch(ctx, words[0], words[1:]...); err != nil {
		return fmt.Errorf("%s: %w", editor, err)
	}
	return nil
}

// indented returns a value as JSON, laid out for an editor.
func indented(v any) ([]byte, error) {
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

// The lines around the sides of a conflict in an editor, with the markers of git.
const (
	markMine   = "<<<<<<< mine"
	markBase   = "||||||| base"
	markTheirs = "======="
	markEnd    = ">>>>>>> theirs"
)

// EditConflicts resolves conflicts by what the user makes of both sides in the editor; one is left
// open if they are left as they were. If resolve fails, what was edited last can be edited again,
// and what is given up is kept, as edit does.
func EditConflicts(ctx context.Context, env command.Env, resolve func(decide diff.Resolver) error) error {
	return editTexts(ctx, env, func(t *texts) error {
		return resolve(func(x diff.Conflict) (diff.Side, bool, error) {
			text, err := withMarkers(x)
			if err != nil {
				return diff.Side{}, false, err
			}
			v, changed, err := t.value(ctx, x.Path.String(), text)
			return diff.Side{Value: v, Present: changed}, changed, err
		})
	})
}

// withMarkers returns the sides of a conflict as text, between markers.
func withMarkers(x diff.Conflict) ([]byte, error) {
	var b bytes.Buffer
	for _, part := range []struct {
		mark string
		side diff.Side
	}{{markMine, x.Mine}, {markBase, x.Base}, {markTheirs, x.Theirs}} {
		b.WriteString(part.mark + "\n")
		if !part.side.Present {
			continue
		}
		text, err := indented(part.side.Value)
		if err != nil {
			return nil, err
		}
		b.Write(text)
	}
	b.WriteString(markEnd + "\n")
	return b.Bytes(), nil
}

// hasMarks reports whether a text still has markers of a conflict in it.
func hasMarks(text []byte) bool {
	for line := range bytes.Lines(text) {
		for _, mark := range []string{markMine, markBase, markEnd} {
			if bytes.HasPrefix(line, []byte(mark)) {
				return true
			}
		}
	}
	return false
}
