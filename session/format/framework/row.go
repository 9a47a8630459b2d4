package framework

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"sessh/session"
	"sessh/session/format/client"
	"sessh/session/format/codec"
	"sessh/session/format/keys"
)

// A Row is a framework: five facts that do not depend on one another.
type Row struct {
	// Name is the name of the format, Of that of the framework, in messages, and About
	// describes the format in a line.
	Name, Of, About string

	// Tried is what wrote the sessions that the row was tried with.
	Tried string

	// Keys are how items are named. They are contested where other programs may have
	// such keys: the bytes then tell whose an item is.
	Keys      []keys.Pattern
	Contested bool

	// Marks are names of which each session has one, at least: "cookie/path" is path in the
	// mapping cookie. Where keys say little, an item is a session only if it can be read
	// and has a mark. There may be none.
	Marks []string

	// Whole is set if what can be read is a session, whatever its key: what is around it
	// proves that. A damaged one is none.
	Whole bool

	// Client is how the client library, or those that the framework is used with, mark
	// and pack values.
	Client client.Client

	// Needs is the name of a mapping in the session without which the framework reads no
	// session, or of what must be in such a mapping, as in marks; "" if there is none.
	Needs string

	// Own reports whether a session is the framework's, if those of another one have such
	// keys and are much alike. It may be nil.
	Own func(data *session.Map) bool

	// Codecs are those that the framework can be set to use, in what it puts around a
	// session.
	Codecs *codec.Set

	// Manners are how the framework goes about with sessions.
	Manners Manners
}

// Manners are how a framework goes about with sessions, beside their bytes. How its
// cookie names a session belongs here as well, as soon as something asks for it.
type Manners struct {
	// Lock is the pattern of the key of the item that is there while a request uses the
	// session. Such an item is no session.
	Lock string

	// Accessed is the key in a session under which there is the time of the last access,
	// in seconds.
	Accessed string

	// Restarts is set where a commit restarts the session's timeout, see
	// [session.Traits].
	Restarts bool
}

// missing returns the name of what a session lacks that the framework needs, or has
// something else under; "" if there is all.
func (r *Row) missing(data *session.Map) string {
	parent, name, nested := strings.Cut(r.Needs, "/")
	v, _ := data.Get(parent)
	inner, ok := v.(*session.Map)
	switch {
	case r.Needs == "" || ok && (!nested || inner.Has(name)):
		return ""
	case ok:
		return r.Needs
	}
	return parent
}

// refuses says why data are no session of the framework's.
func (r *Row) refuses(data *session.Map) error {
	missing := r.missing(data)
	switch {
	case missing != "":
		return fmt.Errorf("there is no %s in it, as in every session of %s", missing, r.Of)
	case r.Own != nil && !r.Own(data):
		return fmt.Errorf("it is a session of another framework than %s", r.Of)
	}
	return nil
}

// proves reports whether a session has a mark, if one is wanted, and is the framework's own.
func (r *Row) proves(data *session.Map) bool {
	return r.refuses(data) == nil && (len(r.Marks) == 0 || slices.ContainsFunc(r.Marks, func(mark string) bool {
		parent, name, nested := strings.Cut(mark, "/")
		v, ok := data.Get(parent)
		inner, _ := v.(*session.Map)
		return ok && (!nested || inner != nil && inner.Has(name))
	}))
}

// mayBeMarked reports whether a value that is unpacked can be a session with a mark.
func (r *Row) mayBeMarked(value []byte) bool {
	return len(r.Marks) == 0 || slices.ContainsFunc(r.Marks, func(mark string) bool {
		return bytes.Contains(value, []byte(mark[strings.IndexByte(mark, '/')+1:]))
	})
}

// strict reports whether an item must be proved to be a session, unless its key is sure.
func (r *Row) strict() bool { return r.Whole || len(r.Marks) > 0 }

// accessed is the time of the last access; zero where the session does not tell.
func (m *Manners) accessed(data *session.Map) time.Time {
	v, _ := data.Get(m.Accessed)
	f, ok := v.(float64)
	if n, isInt := v.(int64); isInt {
		f, ok = float64(n), true
	}
	if ok && m.Accessed != "" && f > 0 && f < 1<<38 {
		return time.UnixMicro(int64(f * 1e6))
	}
	return time.Time{}
}
