package edit

import (
	"fmt"
	"strings"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session/tree"
)

// Objects, and lists and mappings of a form such as tuple["a"], are shown in a notation that is
// not JSON. What is typed so is never silently a text:
//
//   - In place of a list or mapping of that form it is one of that form.
//   - In place of an object, text needs quotes or --string; the text of the very object changes
//     nothing. edit and load refuse any text there, since texts stand for objects in what they
//     show.
//   - Elsewhere it is a text, with a note.

// asShown returns the value that was typed for a place that holds one already.
func asShown(at *place.Spot, v Value) (Value, error) {
	text, isText := v.V.(string)
	if !isText || !v.typed || text != v.text { // in quotes it is a text
		return v, nil
	}
	if o, ok := at.Value.(tree.Object); ok {
		shown := screen.Safe(o.Display())
		switch {
		case text == shown:
			return Value{V: o}, nil
		case isObject(o):
			return v, hint.With(fmt.Errorf("%s is %s, an object, and would become text", at.Names, notation.Clip(shown, notation.LongestLabel)), "put the text in quotes if that is meant; cp copies an object that is there")
		}
	}
	switch was := tree.NodeOf(at.Value).(type) {
	case *tree.List:
		if l, ok := typedAs(was.Form(), text).(*tree.List); ok {
			values := make([]any, 0, l.Len())
			for _, x := range l.All() {
				values = append(values, tree.Clone(x))
			}
			return Value{V: tree.NewListOf(was.Form(), values...)}, nil
		}
	case *tree.Map:
		if m, ok := typedAs(was.Form(), text).(*tree.Map); ok {
			of := tree.NewMapOf(was.Form())
			for k, x := range m.All() {
				if err := of.Set(k, tree.Clone(x)); err != nil {
					return v, err
				}
			}
			return Value{V: of}, nil
		}
	}
	return v, nil
}

// typedAs returns the JSON that was typed after the word of a form; nil if none was.
func typedAs(f tree.Form, text string) any {
	if f == nil {
		return nil
	}
	rest, ok := strings.CutPrefix(text, screen.Safe(f.String()))
	if !ok {
		return nil
	}
	v, err := syntax.ReadValue(rest, syntax.JSON)
	if err != nil {
		return nil
	}
	return v
}

// noteForm notes that a list or mapping that was typed takes the place of one of another form.
func noteForm(env command.Env, at *place.Spot, v Value) {
	node := tree.NodeOf(at.Value)
	if !at.Found || !v.typed || tree.SameForm(node, v.V) {
		return
	}
	was, now := "", ""
	switch old := node.(type) {
	case *tree.List:
		if _, ok := v.V.(*tree.List); ok && old.Form() != nil {
			was, now = old.Form().String(), "list"
		}
	case *tree.Map:
		if _, ok := v.V.(*tree.Map); ok && old.Form() != nil {
			was, now = old.Form().String(), "mapping"
		}
	}
	if now != "" {
		env.Out.NoteOnce("the form of a value that was set", "note: %s was a %s, and is a plain %s now", at.Names, screen.Safe(was), now)
	}
}
