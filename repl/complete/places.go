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
	for _, x := range c.Work.KnownConflicts() {
		names := place.Of(x.Path)
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
	if !ok {
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
	for _, x := range c.below(c.Place.ResolvePath(dir), prefix) {
		if folders && !x.folder {
			continue
		}
		text := head.String() + syntax.Quote(x.name)
		if x.folder {
			text += "/"
		}
		c.offer(prefix, x.name, text, x.folder)
	}
	c.exact(head.String()+prefix, func(x line.Candidate) string { return x.Text })
}

// inPlace is a name in a place.
type inPlace struct {
	name   string
	folder bool // whether it can contain others
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

func (c *completer) below(names place.Path, prefix string) []inPlace {
	switch len(names) {
	case place.Root:
		c.listed()
		all := c.Names.containers()
		for _, s := range c.pendingSessions() {
			all = append(all, s.Container().Name())
		}
		return folders(all)
	case place.Container:
		c.listed()
		ids, more := c.Names.sessions(names[0], prefix)
		if len(ids) == 0 && prefix != "" {
			ids, more = c.Names.sessions(names[0], "")
		}
		c.result.More = more
		for _, s := range c.pendingSessions() {
			if s.Container().Name() == names[0] {
				ids = append(ids, s.ID())
			}
		}
		return folders(ids)
	}
	v, _ := c.valueAt(names)
	var all []inPlace
	switch v := v.(type) {
	case *tree.Map:
		for k, x := range v.All() {
			if len(all) == maxOffered {
				c.result.More = v.Len() - maxOffered
				break
			}
			all = append(all, inPlace{v.Name(k), place.IsFolder(x)})
		}
	case *tree.List:
		for i, x := range v.All() {
			if i == maxOffered {
				c.result.More = v.Len() - maxOffered
				break
			}
			all = append(all, inPlace{tree.KeyName(i), place.IsFolder(x)})
		}
	}
	return all
}

func folders(names []string) []inPlace {
	slices.Sort(names)
	names = slices.Compact(names)
	all := make([]inPlace, len(names))
	for i, n := range names {
		all[i] = inPlace{n, true}
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
