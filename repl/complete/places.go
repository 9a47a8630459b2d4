package complete

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"sessh/repl/command"
	"sessh/repl/line"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/tree"
)

// conflicts offers the places that are known to be in conflict.
func (c *completer) conflicts() {
	var paths []tree.Path
	for _, x := range c.Work.KnownConflicts() {
		paths = append(paths, x.Path)
	}
	c.whole(paths)
}

// pending offers the places of what is pending.
func (c *completer) pending() {
	w := c.Work.Open()
	if w == nil {
		return
	}
	var paths []tree.Path
	for _, p := range w.Parts() {
		paths = append(paths, p.Path)
	}
	c.whole(paths)
}

// whole offers places by their whole paths, from here on if they are below it.
func (c *completer) whole(paths []tree.Path) {
	typed := syntax.ParsePath(c.word)
	var raw strings.Builder // what was typed, without quotes
	if typed.Absolute {
		raw.WriteByte('/')
	}
	for i, e := range typed.Elems {
		raw.WriteString(e.Name)
		if i+1 < len(typed.Elems) || typed.Slash {
			raw.WriteByte('/')
		}
	}
	met := make(map[string]bool)
	for _, x := range paths {
		names := place.Of(x)
		text, plain := names.String(), "/"+strings.Join(names, "/")
		if cwd := c.Place.Here; !typed.Absolute && len(names) > len(cwd) && slices.Equal(names[:len(cwd)], cwd) {
			text, plain = strings.TrimPrefix(names[len(cwd):].String(), "/"), strings.Join(names[len(cwd):], "/")
		}
		if !met[text] && strings.HasPrefix(plain, raw.String()) {
			met[text] = true
			c.result.Candidates = append(c.result.Candidates, line.Candidate{Text: text, Display: text})
		}
	}
}

// valueNow offers the current value of a key, to be edited.
func (c *completer) valueNow(p *command.Parsed) {
	if len(p.Args) > p.Cmd.Rest || c.word.Text != "" || len(p.Args) == 0 {
		return
	}
	names := c.Place.Resolve(p.Args[0])
	if len(names) <= place.Package {
		return
	}
	v, ok := c.valueAt(names)
	if !ok || tree.HasObjects(v) { // texts would take the places of the objects
		return
	}
	b, err := output.JSONValue{V: v}.MarshalJSON()
	if err != nil || len(b) > 4096 {
		return
	}
	c.result.Candidates = []line.Candidate{{Text: string(b), Display: string(b), Partial: true}}
}

// places offers the contents of the place that was typed so far.
func (c *completer) places(folders bool) {
	typed := syntax.ParsePath(c.word)
	elems, prefix := typed.Elems, ""
	if n := len(elems); n > 0 && !typed.Slash {
		prefix, elems = elems[n-1].Name, elems[:n-1]
	}
	var head strings.Builder
	if typed.Absolute {
		head.WriteByte('/')
	}
	dir := syntax.Path{Absolute: typed.Absolute, Elems: elems}
	for _, e := range elems {
		switch {
		case e.Up, e.Previous:
			head.WriteString(e.Name + "/")
		default:
			head.WriteString(syntax.Quote(e.Name) + "/")
		}
	}
	var all []option
	at := c.Place.ResolvePath(dir)
	for _, x := range c.below(at, prefix) {
		if folders && !x.folder {
			continue
		}
		o := option{name: x.name, text: head.String() + syntax.Quote(x.name), about: x.about, partial: x.folder}
		if x.folder {
			o.text += "/"
		}
		all = append(all, o)
	}
	c.choose(prefix, all)
	if len(at) == place.Root && len(c.result.Candidates) == 0 && prefix != "" {
		c.anySession(head.String(), prefix)
	}
}

// anySession offers the sessions of all containers that fit what was typed where a container
// is named.
func (c *completer) anySession(head, typed string) {
	var all []option
	for _, container := range c.Names.containers() {
		for _, x := range c.sessions(container, typed) {
			path := syntax.Quote(container) + "/" + syntax.Quote(x.name)
			all = append(all, option{name: x.name, text: head + path + "/", shown: path, about: x.about, partial: true})
		}
	}
	c.choose(typed, all)
	c.result.Loose = len(c.result.Candidates) > 0 // what they begin with was not typed
}

// inPlace is a name in a place.
type inPlace struct {
	name   string
	folder bool       // whether it can contain others
	about  func() any // as of an option
}

// patience is the default of [Completer.Patience].
const patience = 30 * time.Millisecond

func (c *completer) wait(done <-chan struct{}) {
	select {
	case <-done:
		return
	default:
	}
	timer := time.NewTimer(cmp.Or(c.Patience, patience))
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
		c.result.Busy = true
	}
}

// listed starts a listing if the last one is old, and waits for the first one.
func (c *completer) listed() {
	known := c.Names.known()
	defer func() { c.result.Age = c.Names.age(c.Now()) }()
	if done := c.Names.List(c.Work.Root(), c.Now()); !known {
		c.wait(done)
	}
}

// below returns what is in a place; of the sessions of a container, which may be millions,
// those that fit what was typed.
func (c *completer) below(names place.Path, typed string) []inPlace {
	switch len(names) {
	case place.Root:
		c.listed()
		all := c.Names.containers()
		for _, s := range c.pendingSessions() {
			all = append(all, s.Container().Name())
		}
		return folders(all)
	case place.Container:
		return c.sessions(names[0], typed)
	}
	v, _ := c.valueAt(names)
	var all []inPlace
	add := func(name string, x any) bool {
		all = append(all, inPlace{name, place.IsFolder(x), func() any { return value{x} }})
		return len(all) < maxWalked
	}
	switch v := v.(type) {
	case *tree.Map:
		for k, x := range v.All() {
			if !add(v.Name(k), x) {
				break
			}
		}
	case *tree.List:
		for i, x := range v.All() {
			if !add(tree.KeyName(i), x) {
				break
			}
		}
	}
	return all
}

// maxWalked limits the keys of a mapping that are compared with what was typed.
const maxWalked = 1 << 17

// sessions returns the sessions of a container that fit what was typed.
func (c *completer) sessions(container, typed string) []inPlace {
	c.listed()
	found, more := c.Names.sessions(container, typed)
	c.result.More = more
	for _, s := range c.pendingSessions() {
		if s.Container().Name() == container {
			found = append(found, s.ID())
		}
	}
	all := folders(found)
	for i := range all {
		all[i].about = func() any { return c.seen(container, all[i].name) }
	}
	return all
}

// seen returns the data of a session that is known without asking the server; else nil.
func (c *completer) seen(container, id string) any {
	for _, s := range c.Work.Opened(container) {
		if s.ID() != id {
			continue
		}
		if data, err := s.Data(); err == nil {
			return value{data}
		}
		return nil
	}
	if data := c.Names.seen(container, id); data != nil {
		return value{data}
	}
	return nil
}

func folders(names []string) []inPlace {
	slices.Sort(names)
	names = slices.Compact(names)
	all := make([]inPlace, len(names))
	for i, n := range names {
		all[i] = inPlace{name: n, folder: true}
	}
	return all
}

// pendingSessions returns the open sessions that exist.
func (k *Completer) pendingSessions() []*session.Session {
	w := k.Work.Open()
	if w == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(w.Sessions()), func(s *session.Session) bool { return !s.Exists() })
}

// valueAt returns the value at a place of a session: from the transaction if the session is
// open, and otherwise as it was read in the background.
func (c *completer) valueAt(names place.Path) (any, bool) {
	var v any
	for _, s := range c.Work.Opened(names[0]) {
		if s.ID() == names[1] {
			data, err := s.Data()
			if err != nil {
				return nil, false
			}
			v = data
		}
	}
	if v == nil {
		data, done := c.Names.lookInto(c.Work.Root(), names[0], names[1], c.Now())
		if data == nil {
			c.wait(done)
			data, _ = c.Names.lookInto(c.Work.Root(), names[0], names[1], c.Now())
		}
		if data == nil {
			return nil, false
		}
		v = data
	}
	for _, name := range names[place.Session:] {
		next, ok := place.ChildNamed(v, name)
		if !ok {
			return nil, false
		}
		v = next
	}
	return v, true
}
