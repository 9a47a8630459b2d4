package listing

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"sessh/session/format"
	"sessh/session/format/cookie"
)

// Behind is a session that a cookie leads to.
type Behind struct {
	Cookie    cookie.Cookie
	Signature cookie.Signature
	Format    format.Format
	Container string
	ID        string
	// Namesake is set if the container of that name has another format. The session is then
	// not part of it: see [Namesake].
	Namesake bool
}

// Sought is the result of [Catalog.ByCookie].
type Sought struct {
	Found []Behind // in the order of the cookies, the likeliest first of each
	// Tried are the formats by whose forms a cookie can name a session, the likeliest first.
	Tried []format.Format
	// Locked are the formats by whose forms a cookie is encrypted, and could not be read:
	// no key was given or, if WrongKey is set, a wrong one.
	Locked   []format.Format
	WrongKey bool
	// Unlisted is the error of a store that cannot list its items. Sessions in containers
	// that are not known yet are then not found.
	Unlisted error
}

// ByCookie finds the sessions that cookies lead to, by the forms of all formats. It looks in
// the usual containers of the formats, in those that are known, and in the one called near.
// Unless it finds a session for each cookie that can name one, it also looks in all containers
// that the store lists, and calls progress, if not nil, for each item. Where nothing is found,
// it is raw items whose keys end with an id. An error that comes with a result is about servers
// that could not be read.
func (c *Catalog) ByCookie(ctx context.Context, jar cookie.Jar, near string, progress func()) (*Sought, error) {
	s := newSeeker(c, jar)
	s.tryContainers(near)
	s.load(ctx)
	if s.anyLeft() {
		s.list(ctx, progress)
		s.load(ctx)
	}
	if len(s.found) == 0 {
		s.tryRaw()
		s.load(ctx)
	}
	found := s.found
	slices.SortStableFunc(found, func(a, b hit) int { return cmp.Or(a.cookie-b.cookie, a.rank-b.rank) })
	for _, h := range found {
		s.result.Found = append(s.result.Found, h.Behind)
	}
	return &s.result, errors.Join(s.errs...)
}
