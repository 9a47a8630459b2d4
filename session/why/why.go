package why

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sessh/session"
	"sessh/session/format/cookie"
	"sessh/session/health"
	"sessh/session/storage"
	"sessh/session/stored"
	"sessh/session/tree"
)

// A Question is about one session, or about those that cookies lead to.
type Question struct {
	// Container and ID name the session. If Container is "", or there is no such session, it is
	// the sessions behind the cookies in Jar. Near is a container to look in besides those that
	// are known.
	Container, ID string
	Jar           cookie.Jar
	Near          string

	// Seen returns what is known of an earlier time; it may be nil.
	Seen func(container, id string) Sighting
	// Scheme is the name of the hash scheme; "" if it is not known.
	Scheme string
	// Progress, which may be nil, is called for each item that is listed.
	Progress func()
}

// A Sighting is the last time at which a session is known to have been there.
type Sighting struct {
	Time time.Time // zero: there is none
	How  string    // how it is known: "commit 3 of this shell wrote it"
	// Item is the item as it was then; nil if that is not known. Its TTL may be what it was
	// given.
	Item *storage.Item
	// Removed says who removed the session since; "" if that is not known.
	Removed string
}

// An Answer is what became of a session.
type Answer struct {
	// Container and ID name the session; Container is "" if only a cookie is known.
	Container, ID string
	Cookie        string // the name of the cookie, if the question was about one
	Format        string
	Key           string // of the item
	Server        string // that the application asks for it; "" if that is not known
	Scheme        string // that chooses the server
	There         bool
	Unread        bool          // it could not be read, and whether it is there is not known
	TTL           time.Duration // of the item, as in [storage.Item]
	// Causes are what it can be that is wrong, the likeliest first. Those with
	// [health.Certain] leave no doubt.
	Causes []health.Finding
	// Against are causes that are ruled out, each since what its Since says.
	Against []health.Finding
	// Notes are sentences about what is as it should be.
	Notes []string
	// Unknown are sentences about what cannot be known.
	Unknown []string
}

// Sound reports whether the session is there and nothing is wrong with it.
func (a *Answer) Sound() bool { return a.There && len(a.Causes) == 0 }

// Path returns the path of the session.
func (a *Answer) Path() tree.Path { return tree.SessionPath(a.Container, a.ID) }

// Ask returns an answer for the session, or for each of those that the cookies lead to. If there is
// none, it is about the session that the likeliest of them would have. The error is about what could
// not be read at all.
func Ask(ctx context.Context, root *session.Root, q Question) ([]*Answer, error) {
	all, err := gather(ctx, root, q)
	if err != nil {
		return nil, err
	}
	answers := make([]*Answer, len(all))
	for i, e := range all {
		answers[i] = e.answer()
	}
	return answers, nil
}

// A cause is something that can have become of a session. It returns a finding without weight if the
// cause is ruled out, and nil if there is no evidence.
type cause func(e *evidence) *health.Finding

// ofGone are the causes of a session that is not there, ofThere those of one that is.
var (
	ofGone = []cause{
		unreachable, removedHere, underOtherName, inOtherFormat, elsewhere, flushed, restarted, tooLarge, noMemory,
		evicted, expiredAtOnce, expired, lockLeft, removed, noNeighbours,
	}
	ofThere = []cause{
		refusedCookie, unreadable, pastDeadline, lacking, misplaced, differing, writtenOtherwise, outlivesCookie, locked, mayBeEvicted, nearLimit, expiresSoon, neverExpires, unrecognized,
	}
)

func (e *evidence) answer() *Answer {
	a := &Answer{
		Container: e.container(), ID: e.id, Cookie: e.cookie, Key: e.key, Server: e.home, There: e.item != nil, Unread: e.failed != nil,
	}
	if len(e.fleet) > 1 {
		a.Scheme = e.scheme
	}
	if e.in != nil {
		a.Format = e.in.Format().Name()
	}
	causes := ofGone
	if a.There {
		causes, a.TTL = ofThere, e.item.TTL
		if left, ok := stored.Left(e.session, a.TTL, e.now); ok {
			if a.TTL = left; left <= 0 {
				a.TTL = storage.TTLUnknown // a cause says so
			}
		}
	}
	for _, c := range causes {
		switch f := c(e); {
		case f == nil:
		case f.Weight > 0:
			a.Causes = append(a.Causes, *f)
		default:
			a.Against = append(a.Against, *f)
		}
	}
	slices.SortStableFunc(a.Causes, func(x, y health.Finding) int { return cmp.Compare(y.Weight, x.Weight) })
	if len(a.Causes) > 0 && a.Causes[0].Weight == health.Certain {
		a.Causes = slices.DeleteFunc(a.Causes, func(f health.Finding) bool { return f.Weight < health.Certain })
		a.Against = nil
	}
	if a.There && e.inUse() {
		a.Notes = append(a.Notes, "a request uses it: it is locked"+lockText(e.lock.String()))
	}
	a.Unknown = e.unknown(a)
	return a
}

// unknown returns what cannot be known.
func (e *evidence) unknown(a *Answer) (all []string) {
	if e.unlisted != nil {
		all = append(all, "not all items could be listed, so that other sessions are missing from this: "+strings.ReplaceAll(e.unlisted.Error(), "\n", "; "))
	}
	if a.There || len(a.Causes) > 0 && a.Causes[0].Weight == health.Certain {
		return all
	}
	if e.server != nil && len(e.server.Classes) == 0 && len(e.server.Settings) == 0 {
		all = append(all, "the server has no counters of evictions")
	}
	if e.server != nil && e.server.WasReset() {
		all = append(all, fmt.Sprintf("the counters of %s were reset, and do not show what was before that", e.home))
	}
	all = append(all, "memcached keeps no record of what expired or was removed; watch would see the next one")
	if e.seen.Time.IsZero() {
		all = append(all, "an id that never was looks the same; --seen TIME, when the session was last there, makes causes likely and rules others out")
	}
	return all
}
