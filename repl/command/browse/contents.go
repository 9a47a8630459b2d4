package browse

import (
	"context"
	"fmt"

	"sessh/repl/command"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session/figure"
	"sessh/session/tree"
)

// An entry is one row of a listing of packages or values.
type entry struct {
	name      string
	sign      rune
	value     any
	committed any
	had       bool // whether there is a committed value
}

// contents is the listing of a session, a package, or a value.
type contents struct {
	entries  []entry
	long     bool
	packages bool
}

// entriesAt lists the contents of a place, pending against committed, including what was
// removed.
func entriesAt(ctx context.Context, env command.Env, at *place.Spot, match func(string) bool) ([]entry, error) {
	committed, isCommitted := at.Committed()
	marked := env.Work.ConflictsBelow(at.Names)
	var list []entry
	mine, _ := at.Value.(*tree.Map)
	was, _ := committed.(*tree.Map)
	add := func(key, value any, found bool) {
		name := tree.NameIn(key, mine, was)
		if !match(name) {
			return
		}
		e := entry{name: name, sign: output.SignNone, value: value}
		e.committed, e.had = place.Child(committed, key)
		switch {
		case marked[name]:
			e.sign = output.SignConflict
		case !found:
			e.sign, e.value = output.SignRemoved, e.committed
		case !e.had:
			e.sign = output.SignAdded
		case !tree.Equal(value, e.committed):
			e.sign = output.SignChanged
		}
		list = append(list, e)
	}
	switch v := at.Value.(type) {
	case *tree.Map:
		for k, x := range v.All() {
			if ctx.Err() != nil {
				break
			}
			add(k, x, true)
		}
		if was != nil {
			for k := range was.All() {
				if !v.Has(k) {
					add(k, nil, false)
				}
			}
		}
	case *tree.List:
		for i, x := range v.All() {
			if ctx.Err() != nil {
				break
			}
			add(i, x, true)
		}
		if l, ok := committed.(*tree.List); ok {
			for i := v.Len(); i < l.Len(); i++ {
				add(i, nil, false)
			}
		}
	default:
		e := entry{name: at.Names[len(at.Names)-1], sign: output.SignNone, value: v, committed: committed, had: isCommitted}
		switch {
		case !e.had:
			e.sign = output.SignAdded
		case !tree.Equal(v, committed):
			e.sign = output.SignChanged
		}
		list = append(list, e)
	}
	return list, ctx.Err()
}

func (l *contents) JSON() any {
	list := make([]any, len(l.entries))
	for i, e := range l.entries {
		list[i] = e.JSON()
	}
	return map[string]any{"entries": list}
}

// Rows returns the entries.
func (l *contents) Rows() (rows []output.Result) {
	for _, e := range l.entries {
		rows = append(rows, e)
	}
	return rows
}

func (e entry) JSON() any {
	m := map[string]any{"name": e.name, "type": tree.TypeName(e.value), "state": output.StateWord(e.sign), "value": output.JSON(e.value)}
	if e.sign == output.SignChanged || e.sign == output.SignConflict {
		m["committed"] = output.JSON(e.committed)
	}
	return m
}

func (entry) Columns() []string { return []string{"name", "type", "state", "value", "committed"} }

func (e entry) Text(p *output.Printer) { (&contents{entries: []entry{e}}).Text(p) }

func (l *contents) Text(p *output.Printer) {
	wide := 0
	for _, e := range l.entries {
		wide = max(wide, screen.Width(syntax.Quote(e.name)))
	}
	wide = min(wide, 32)
	for _, e := range l.entries {
		if p.Err() != nil {
			return
		}
		name := screen.Pad(syntax.Quote(e.name), wide)
		head := fmt.Sprintf("%c %s  ", e.sign, name)
		cells := p.Width(screen.Width(head))
		if e.sign == output.SignNone && place.IsFolder(e.value) {
			head = fmt.Sprintf("%c %s  ", e.sign, p.Palette.Name.Sprint(name))
		}
		if l.long {
			kind := fmt.Sprintf("%-8s", tree.TypeName(e.value)) + "  "
			head, cells = head+kind, p.Width(screen.Width(fmt.Sprintf("%c %s  ", e.sign, name)+kind))
		}
		p.Entry(p.Color(e.sign), append([]any{head}, l.body(e, cells)...)...)
	}
}

// body returns what follows the name of an entry.
func (l *contents) body(e entry, cells int) []any {
	if m, ok := e.value.(*tree.Map); ok && l.packages {
		return []any{figure.Count(m.Len(), "key")}
	}
	if l.long && (e.sign == output.SignChanged || e.sign == output.SignConflict) {
		return []any{output.OneLine{Value: e.value, Cells: cells}, "  (committed: ", output.OneLine{Value: e.committed, Cells: cells}, ")"}
	}
	return []any{output.OneLine{Value: e.value, Cells: cells}}
}
