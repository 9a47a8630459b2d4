package script

import (
	"slices"
	"strconv"
	"strings"

	"go.starlark.net/starlark"

	"sessh/repl/script/cursor"
	"sessh/repl/script/glance"
	"sessh/repl/script/object"
)

// A Choice is something that can stand at the end of an unfinished statement.
type Choice struct {
	Name  string // that is compared with what was typed
	Text  string // as it is put there
	Value any    // what it stands for, as sessions hold it; nil: that is not known
	About string // what is said of it, if Value is nil
}

// maxChoices limits the keys of one value.
const maxChoices = 1 << 17

// Choices returns what can stand at the end of a source: from an index on, for what was typed
// there. lent returns what names stand for that the place gives a meaning, as sessions hold
// it. Nothing is run, and no server is asked.
func (in *Interp) Choices(source string, lent func(name string) (any, bool)) (from int, typed string, all []Choice) {
	end := cursor.Find(source)
	switch end.Kind {
	case cursor.Name:
		all = in.namesFor(end, lent)
	case cursor.Attribute:
		if x, ok := in.glance(end, lent); ok {
			for _, a := range glance.Attributes(in.rt, x) {
				c := Choice{Name: a.Name, Text: a.Name + called(a.Called), About: a.About}
				if a.Value != nil {
					c.About = kindOf(a.Value)
				}
				if !strings.HasPrefix(a.Name, "_") || strings.HasPrefix(end.Typed, "_") {
					all = append(all, c)
				}
			}
		}
	case cursor.Key:
		if x, ok := in.glance(end, lent); ok {
			all = keysFor(end, x)
		}
	case cursor.Module:
		for name := range in.modules {
			all = append(all, Choice{Name: name, Text: name, About: "module"})
		}
	case cursor.Member:
		all = in.membersOf(end)
	case cursor.Import:
		all = []Choice{{Name: "import", Text: "import ", About: "keyword"}}
	}
	if end.Kind != cursor.Key { // which have an order of their own
		slices.SortFunc(all, func(a, b Choice) int { return strings.Compare(a.Name, b.Name) })
	}
	return end.From, end.Typed, all
}

// membersOf returns the names that can be imported from a module.
func (in *Interp) membersOf(end cursor.End) (all []Choice) {
	m := in.modules[end.Root]
	if m == nil {
		return nil
	}
	for name, v := range m.Members {
		if !strings.HasPrefix(name, "_") || strings.HasPrefix(end.Typed, "_") {
			all = append(all, Choice{Name: name, Text: name, About: kindOf(v)})
		}
	}
	return all
}

func called(is bool) string {
	if is {
		return "("
	}
	return ""
}

// glance returns the value that an end is about.
func (in *Interp) glance(end cursor.End, lent func(name string) (any, bool)) (x any, ok bool) {
	if v := in.bound[end.Root]; v != nil {
		x, ok = v, true
	} else if x, ok = lent(end.Root); !ok {
		v := in.env[end.Root]
		x, ok = v, v != nil
	}
	for _, s := range end.Steps {
		switch {
		case !ok:
			return nil, false
		case s.Attribute != "":
			x, ok = glance.Fixed(x, s.Attribute)
		default:
			x, ok = glance.Under(x, s.Key)
		}
	}
	return x, ok
}

// namesFor returns names. If nothing was typed, the built-in ones and keywords are left out.
func (in *Interp) namesFor(end cursor.End, lent func(name string) (any, bool)) (all []Choice) {
	for _, name := range []string{SessionName, DataName} {
		if _, ok := lent(name); ok && in.bound[name] == nil {
			all = append(all, Choice{Name: name, Text: name, About: "of the place"})
		}
	}
	for name, v := range in.env {
		mine := in.bound[name] != nil || in.modules[name] != nil
		switch {
		case name == SessionName || name == DataName, strings.HasPrefix(name, "_") && !strings.HasPrefix(end.Typed, "_"):
		case mine || end.Typed != "":
			_, calls := v.(starlark.Callable)
			all = append(all, Choice{Name: name, Text: name + called(!mine && calls), About: kindOf(v)})
		}
	}
	if end.Typed == "" {
		return all
	}
	for name := range cursor.Keywords {
		all = append(all, Choice{Name: name, Text: name, About: "keyword"})
	}
	return all
}

// kindOf returns the kind of a value in a word for users.
func kindOf(v any) string {
	switch kind := glance.Kind(v); kind {
	case "builtin_function_or_method":
		return "function"
	case "type":
		return "class"
	default:
		return kind
	}
}

// Names returns the names that statements have bound, and the modules that need no import.
func (in *Interp) Names() (all []Choice) {
	for name, v := range in.env {
		if in.bound[name] != nil || in.modules[name] != nil {
			all = append(all, Choice{Name: name, Text: name, About: kindOf(v)})
		}
	}
	return all
}

// keysFor returns the keys of a value: texts where a quote was typed, or nothing at all.
func keysFor(end cursor.End, x any) (all []Choice) {
	quote := end.Quote
	if quote == "" {
		quote = "'"
	}
	for _, e := range glance.Entries(x, maxChoices) {
		c := Choice{Value: glance.Held(e.Value)}
		if c.Value == nil {
			c.About = kindOf(e.Value)
		}
		switch k := e.Key.(type) {
		case string:
			c.Name, c.Text = k, quote+object.Escaped(k, quote[0])+quote+"]"
			if end.Quote == "" && end.Typed != "" {
				continue
			}
		case int64:
			c.Name = strconv.FormatInt(k, 10)
			c.Text = c.Name + "]"
		case int:
			c.Name = strconv.Itoa(k)
			c.Text = c.Name + "]"
		default:
			continue
		}
		if _, isText := e.Key.(string); isText || end.Quote == "" {
			all = append(all, c)
		}
	}
	return all
}
