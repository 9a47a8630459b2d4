package why

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"sessh/session"
	"sessh/session/copies"
	"sessh/session/family"
	"sessh/session/figure"
	"sessh/session/format"
	"sessh/session/format/cookie"
	"sessh/session/health"
	"sessh/session/storage"
	"sessh/session/stored"
	"sessh/session/sweep"
	"sessh/session/tree"
)

// evidence is what is known about a session, gathered once.
type evidence struct {
	*survey
	in        *session.Container // nil: not known
	id, key   string
	cookie    string // the name of the cookie that led to it; "" if none did
	signature cookie.Signature

	home   string         // the server that the application asks; "" if there is no choice
	server *health.Server // that server as it was after the item was read; nil: not known
	scheme string

	session *session.Session // as it was read; nil if that failed
	item    *storage.Item    // nil: it is not there
	failed  error            // reading it failed
	lock    *family.Lock
	copies  []copies.Copy
	others  []format.Format // in which there is a session of the same name
	way     string          // in which most of its neighbours are written
	kin     *kin
	seen    Sighting

	expiredNow, flushedNow int64 // items that the server found expired and flushed while it was read
}

// survey is the evidence that is the same for all sessions.
type survey struct {
	root     *session.Root
	now      time.Time
	before   []health.Server
	after    []health.Server
	census   *health.Census
	unlisted error // not nil: the census is incomplete
	fleet    []string
}

// subject is a session to gather evidence about.
type subject struct {
	in        *session.Container
	id        string
	cookie    string
	signature cookie.Signature
}

func (e *evidence) container() string {
	if e.in == nil {
		return ""
	}
	return e.in.Name()
}

// path returns the path of the session, as sentences name it.
func (e *evidence) path() string { return tree.SessionPath(e.container(), e.id).String() }

// gather asks the store for everything that the causes need. The counters are read first, and again
// after the item was read: a server that still has the item of an expired session counts that.
func gather(ctx context.Context, root *session.Root, q Question) ([]*evidence, error) {
	s := &survey{root: root, now: root.Now(), before: health.Look(ctx, root.Store())}
	for _, srv := range s.before {
		s.fleet = append(s.fleet, srv.Name)
	}
	subjects, sought, err := subjectsOf(ctx, root, q)
	if err != nil {
		return nil, err
	}
	all := make([]*evidence, len(subjects))
	for i, of := range subjects {
		all[i] = &evidence{survey: s, in: of.in, id: of.id, cookie: of.cookie, signature: of.signature, scheme: q.Scheme}
		if err := all[i].read(ctx); err != nil {
			return nil, err
		}
	}
	s.after = health.Look(ctx, root.Store())
	w := newWalk(s, all, candidates(root, q.Jar))
	s.census, s.unlisted = health.Walk(ctx, root, func(f sweep.Found) {
		if q.Progress != nil {
			q.Progress()
		}
		w.see(f)
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(all) == 0 { // the cookies lead nowhere
		e, err := w.likeliest(ctx, q, sought)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	for _, e := range all {
		e.kin = w.kinOf(e)
		e.complete(ctx, q)
	}
	return all, nil
}

// subjectsOf returns the sessions that a question is about. If these are none, sought is what the
// cookies can stand for.
func subjectsOf(ctx context.Context, root *session.Root, q Question) (all []subject, sought []guess, err error) {
	if q.Container != "" {
		in, err := stored.Locate(ctx, root, q.Container, q.ID)
		if errors.Is(err, storage.ErrUnreachable) {
			in, err = root.Container(q.Container), nil
		}
		all = []subject{{in: in, id: q.ID}}
		if err != nil || len(q.Jar.Cookies) == 0 {
			return all, nil, err
		}
		if there, err := stored.Read(ctx, in, q.ID); err != nil || there[0].Stored() {
			return all, nil, nil
		}
	}
	found, err := root.Catalog().ByCookie(ctx, q.Jar, q.Near, q.Progress)
	if err != nil && len(found.Found) == 0 {
		return nil, nil, err
	}
	if len(found.Found) > 0 {
		all = nil
	}
	for _, b := range found.Found {
		all = append(all, subject{root.ContainerIn(b.Container, b.Format), b.ID, b.Cookie.String(), b.Signature})
	}
	return all, guesses(root, q.Jar), nil
}

// read reads the session as the server has it.
func (e *evidence) read(ctx context.Context) error {
	if e.in == nil {
		return nil
	}
	key, err := e.root.Catalog().Key(e.in.Format(), e.in.Name(), e.id)
	if err != nil {
		return fmt.Errorf("%s: %w", e.path(), err)
	}
	e.key = key
	locator := storage.AbilitiesOf(e.root.Store()).Locator
	if e.home = locator.Chosen(key); e.home == "" && len(e.fleet) == 1 {
		e.home = e.fleet[0]
	}
	all, err := stored.Read(ctx, e.in, e.id)
	if err != nil {
		e.failed = err
		return ctx.Err()
	}
	e.session, e.item = all[0], all[0].Item()
	return nil
}

// complete gathers what is about one session only.
func (e *evidence) complete(ctx context.Context, q Question) {
	e.server = named(e.after, e.home)
	if was := named(e.before, e.home); e.item == nil && was != nil && e.server != nil {
		e.expiredNow = grown(was, e.server, "get_expired")
		e.flushedNow = grown(was, e.server, "get_flushed")
	}
	if e.in == nil {
		return
	}
	if q.Seen != nil {
		e.seen = q.Seen(e.in.Name(), e.id)
	}
	if e.session == nil {
		return
	}
	if locks, err := e.in.LocksOn(ctx, e.id); err == nil {
		e.lock = locks[0]
	}
	if others, err := stored.Namesakes(ctx, e.root, []*session.Session{e.session}); err == nil {
		e.others = others[0]
	}
	if e.item != nil {
		e.copies, _ = stored.Copies(ctx, e.session)
		e.way, _ = e.in.NewWay(ctx)
	}
}

func named(servers []health.Server, name string) *health.Server {
	i := slices.IndexFunc(servers, func(s health.Server) bool { return s.Name == name })
	if i < 0 {
		return nil
	}
	return &servers[i]
}

func grown(was, is *health.Server, counter string) int64 {
	before, ok1 := was.Counter(counter)
	after, ok2 := is.Counter(counter)
	if !ok1 || !ok2 {
		return 0
	}
	return max(after-before, 0)
}

// population returns the sessions of the container that are there; nil if there are none.
func (e *evidence) population() *health.Population {
	if e.in == nil {
		return nil
	}
	if e.in.Raw() {
		return e.census.Others[e.home]
	}
	return e.census.Sessions[e.in.Name()]
}

// ago returns how long ago the session was seen; ok is false if it was not.
func (e *evidence) ago() (d time.Duration, ok bool) {
	return max(e.now.Sub(e.seen.Time), 0), !e.seen.Time.IsZero()
}

// sighting says when and how the session was seen.
func (e *evidence) sighting() string {
	d, _ := e.ago()
	return fmt.Sprintf("it was there %s ago (%s)", age(d), e.seen.How)
}

// A life is how long a session may live, and how that is known.
type life struct {
	time.Duration
	how string
	own bool // it is what this very session had left when it was seen; else it is that of others, or a default
}

// lifetime returns how long the session may live; ok is false if nothing is known of that.
func (e *evidence) lifetime() (l life, ok bool) {
	if was := e.seen.Item; was != nil && was.TTL > 0 {
		return life{was.TTL, "it had " + figure.Duration(was.TTL) + " left then", true}, true
	}
	if p := e.population(); p != nil {
		if d, n, ok := p.Lifetime(); ok && d > 0 {
			return life{d, fmt.Sprintf("sessions in %s are given %s (%d of %d)", tree.Quoted(e.in.Name()), figure.Duration(d), n, p.Count), false}, true
		}
	}
	if e.in != nil {
		if t := e.in.Format().Traits().Lasts; t.Session > 0 {
			return life{t.Session, fmt.Sprintf("%s is %s by default", t.Setting, figure.Duration(t.Session)), false}, true
		}
	}
	return life{}, false
}
