package complete

import (
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/repl/topics"
	"sessh/session"
	"sessh/session/tree"
)

// What is known without asking the server, for what is shown at each key: nothing here waits.

const (
	freshFor  = time.Minute // how old a listing can be to say that something is not there
	mostTried = 1000        // names of one place
	mostOpen  = 5_000       // open sessions that are looked through
)

// Next returns the rest of the name that a line ends in: of a command, a flag or one of its
// values, or the first such name at the place that was typed so far. It is "" if no such name
// is known, if it would need quotes, or if what was typed is one.
func (k *Completer) Next(line string) string {
	p := k.Commands.Parse(line)
	switch {
	case line == "" || endsBlank(line):
		return ""
	case p.Name.End == len(line) && p.Name.Text == line[p.Name.Start:]:
		return k.nextOf(p.Name.Text, k.commandNames())
	case p.Cmd == nil || p.Cmd.Secret:
		return ""
	}
	if n := len(p.Flags); n > 0 && p.Flags[n-1].End == len(line) {
		return k.nextFlag(p)
	}
	i := len(p.Args) - 1
	if i < 0 || p.Args[i].End != len(line) || p.Cmd.Rest > 0 && i >= p.Cmd.Rest {
		return ""
	}
	w := p.Args[i]
	kind := p.Cmd.Kind(i)
	switch {
	case kind == command.Line:
		return k.Next(line[p.Args[0].Start:])
	case line[w.Start:] != w.Text: // there are quotes
		return ""
	}
	switch {
	case kind.IsPlace():
		return k.nextPlace(w, kind == command.Folder)
	case kind == command.CommandName:
		return k.nextOf(w.Text, append(k.commandNames(), topics.Names()...))
	case kind == command.Verb:
		return k.nextOf(w.Text, p.Cmd.Verbs)
	}
	return ""
}

func (k *Completer) commandNames() []string {
	names := make([]string, len(k.Commands))
	for i, c := range k.Commands {
		names[i] = c.Name
	}
	return names
}

// nextOf returns the rest of the first name, in their order, that begins as typed; "" if
// typed is a name.
func (k *Completer) nextOf(typed string, names []string) string {
	if k.Commands.Lookup(typed) != nil {
		return ""
	}
	first := ""
	for _, n := range names {
		if n == typed {
			return ""
		}
		if strings.HasPrefix(n, typed) && (first == "" || n < first) {
			first = n
		}
	}
	return strings.TrimPrefix(first, typed)
}

// nextFlag is Next for a line that ends in a flag, or in the value of one.
func (k *Completer) nextFlag(p *command.Parsed) string {
	n := len(p.Flags)
	last := p.Flags[n-1]
	if !last.Flag() {
		if n > 1 {
			return k.nextOf(last.Text, p.Cmd.Values[strings.TrimLeft(p.Flags[n-2].Text, "-")])
		}
		return ""
	}
	if name, value, ok := strings.Cut(last.Text, "="); ok {
		return k.nextOf(value, p.Cmd.Values[strings.TrimLeft(name, "-")])
	}
	var flags []string
	p.Cobra.Flags().VisitAll(func(f *pflag.Flag) { flags = append(flags, "--"+f.Name) })
	if len(last.Text) < len("--x") {
		return ""
	}
	return k.nextOf(last.Text, flags)
}

// nextPlace is Next for a place.
func (k *Completer) nextPlace(w syntax.Word, folders bool) string {
	typed := syntax.ParsePath(w)
	n := len(typed.Elems)
	if n == 0 || typed.Slash || typed.Elems[n-1].Up || typed.Elems[n-1].Previous || typed.Elems[n-1].Pattern {
		return ""
	}
	start := typed.Elems[n-1].Name
	first := inPlace{}
	for _, x := range k.cachedBelow(k.Place.ResolvePath(syntax.Path{Absolute: typed.Absolute, Elems: typed.Elems[:n-1]}), start) {
		switch {
		case x.name == start:
			return ""
		case folders && !x.folder, !strings.HasPrefix(x.name, start), first.name != "" && first.name < x.name, !syntax.Plain(x.name):
		default:
			first = x
		}
	}
	rest := strings.TrimPrefix(first.name, start)
	if rest != "" && first.folder {
		rest += "/"
	}
	return rest
}

// cachedBelow returns the names at a place that are known, as far as they are needed to find
// the first that begins so.
func (k *Completer) cachedBelow(at place.Path, start string) (all []inPlace) {
	switch len(at) {
	case place.Root:
		return folders(append(k.Names.containers(), k.openNames(func(s *session.Session) (string, bool) { return s.Container().Name(), true })...))
	case place.Container:
		return folders(append(k.Names.cachedSessions(at[0], start), k.openNames(func(s *session.Session) (string, bool) {
			return s.ID(), s.Container().Name() == at[0] && strings.HasPrefix(s.ID(), start)
		})...))
	}
	switch v, _ := k.cachedValue(at); v := v.(type) {
	case *tree.Map:
		for key, x := range v.All() {
			if len(all) == mostTried {
				break
			}
			all = append(all, inPlace{name: v.Name(key), folder: place.IsFolder(x)})
		}
	case *tree.List:
		for i, x := range v.All() {
			if i == mostTried {
				break
			}
			all = append(all, inPlace{name: tree.KeyName(i), folder: place.IsFolder(x)})
		}
	}
	return all
}

// openNames returns a name of each open session that exists.
func (k *Completer) openNames(name func(*session.Session) (string, bool)) (all []string) {
	for _, s := range k.openSessions() {
		if n, ok := name(s); ok && s.Exists() && (len(all) == 0 || all[len(all)-1] != n) {
			all = append(all, n)
		}
	}
	return all
}

func (k *Completer) openSessions() []*session.Session {
	w := k.Work.Open()
	if w == nil || len(w.Sessions()) > mostOpen {
		return nil
	}
	return w.Sessions()
}

// openSession returns an open session; nil if it is not open.
func (k *Completer) openSession(container, id string) *session.Session {
	all := k.openSessions()
	i := slices.IndexFunc(all, func(s *session.Session) bool { return s.ID() == id && s.Container().Name() == container })
	if i < 0 {
		return nil
	}
	return all[i]
}

// cachedValue returns the value at a place in a session, if the session is open or was read
// for completion, and reports whether that is known; nil if nothing is there.
func (k *Completer) cachedValue(at place.Path) (v any, known bool) {
	if s := k.openSession(at[0], at[1]); s != nil {
		data, err := s.Data()
		if err != nil {
			return nil, false
		}
		v = data
	} else if data := k.Names.cachedLook(at[0], at[1], k.Now()); data != nil {
		v = data
	} else {
		return nil, false
	}
	for _, name := range at[place.Session:] {
		if r, ok := v.(*tree.Ref); ok {
			v = r.To()
		}
		next, ok := place.ChildNamed(v, name)
		if !ok {
			return nil, true
		}
		v = next
	}
	return v, true
}

// Exists reports whether there is something at the place that a word names, and whether that
// is known.
func (k *Completer) Exists(w syntax.Word) (exists, known bool) {
	if at, _, ok := syntax.CutMoment(w); ok {
		w = at
	}
	typed := syntax.ParsePath(w)
	for _, e := range typed.Elems {
		if e.Pattern {
			return false, false
		}
	}
	at := k.Place.ResolvePath(typed)
	switch len(at) {
	case place.Root:
		return true, true
	case place.Container:
		if slices.ContainsFunc(k.openSessions(), func(s *session.Session) bool { return s.Container().Name() == at[0] && s.Exists() }) {
			return true, true
		}
		return k.Names.cachedHas(at[0], "", k.Now())
	}
	s := k.openSession(at[0], at[1])
	if len(at) == place.Session {
		if s != nil {
			return s.Exists(), true
		}
		return k.Names.cachedHas(at[0], at[1], k.Now())
	}
	if v, known := k.cachedValue(at[:len(at)-1]); known {
		_, exists = place.ChildNamed(v, at[len(at)-1])
		return exists, true
	}
	if exists, known = k.Names.cachedHas(at[0], at[1], k.Now()); known && !exists && s == nil {
		return false, true
	}
	return false, false
}
