package framework

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sessh/session/format"
	"sessh/session/format/client"
	"sessh/session/format/codec"
	"sessh/session/format/cookie"
	"sessh/session/format/keys"
	"sessh/session/format/serial"
	"sessh/session/format/sparse"
	"sessh/session/tree"
)

// A Row is a framework: five facts that do not depend on one another.
type Row struct {
	// Name is the name of the format, Of that of the framework, in messages, and About
	// describes the format in a line.
	Name, Of, About string

	// Language is that of the applications; the table sets it.
	Language string

	// Tried is what wrote the sessions that the row was tried with.
	Tried string

	// Keys are how items are named. They are contested if other programs may have
	// such keys: then the bytes decide which format an item belongs to.
	Keys      []keys.Pattern
	Contested bool

	// Marks are names of which each session has one, at least: _token, warden.user. for all
	// names that begin so, or Config/time for a name in a mapping. Where keys say little, an
	// item is a session only if it can be read and has a mark, unless its bytes prove it.
	// There may be none.
	Marks []string

	// Whole is set if what can be read is a session, whatever its key: what is around it
	// proves that. A damaged one is none.
	Whole bool

	// ByBytes is set if some values prove by their bytes that they are sessions, whatever
	// their keys; see [codec.Set.Proves].
	ByBytes bool

	// Client describes how the client libraries that the framework is used with mark
	// and pack values.
	Client client.Client

	// Needs is the name of a mapping in the session without which the framework reads no
	// session, or of what must be in such a mapping, as in marks; "" if there is none.
	Needs string

	// Times are names of Unix times that the framework keeps in a session, in seconds. It drops
	// one without them, which can be read and mended here nonetheless.
	Times []string

	// Own reports whether a session is the framework's, if those of another one have such
	// keys and are much alike. It may be nil.
	Own func(data serial.Names) bool

	// Codecs returns those that the framework can be set to use, in what it puts around a
	// session.
	Codecs func() *codec.Set

	// Manners describe how the framework treats sessions.
	Manners Manners
}

// gcMaxlifetime is how long PHP's sessions last.
var gcMaxlifetime = format.Lasts{Session: 1440 * time.Second, Setting: "session.gc_maxlifetime", Cookie: "until the browser is closed"}

// Manners describe how a framework treats sessions, apart from their bytes.
type Manners struct {
	// Cookie is how its cookie names a session; nil: nothing is known of it.
	Cookie *cookie.Form

	// Lasts is how long sessions live by default.
	Lasts format.Lasts

	// Locks are the patterns of the keys of the items one of which exists while a request
	// uses the session. Such an item is not a session. There are several where the key and
	// the value of a session do not show which the application has.
	Locks []string

	// LockFree is the value of that item while no request uses the session, if the item
	// is there then, too.
	LockFree string

	// Accessed is the key in a session under which there is the time of the last access,
	// in seconds.
	Accessed string

	// Expires is the key in a session under which there is its deadline, in milliseconds; "" if
	// there is none. The framework drops a session that is past it.
	Expires string

	// Restarts is set where a commit restarts the session's timeout, see
	// [format.Traits].
	Restarts bool
}

// missing returns the name of what a session lacks that the framework needs, or has
// something else under; "" if there is all.
func (r *Row) missing(data serial.Names) string {
	parent, name, nested := strings.Cut(r.Needs, "/")
	inner, ok := data.In(parent)
	switch {
	case r.Needs == "" || ok && (!nested || inner.Has(name)):
		return ""
	case ok:
		return r.Needs
	}
	return parent
}

// lacks returns the error of writing a session that lacks what the framework needs; nil if it
// has all. now is a value for a time.
func (r *Row) lacks(data serial.Names, now time.Time) *format.LackError {
	if missing := r.missing(data); missing != "" {
		return format.Lack(r.Of, missing, r.Needs)
	}
	for _, name := range r.Times {
		if !data.Has(name) {
			return &format.LackError{Of: r.Of, Missing: name, Name: name, Value: strconv.FormatInt(max(now.Unix(), 0), 10)}
		}
	}
	return nil
}

// lack is [format.Traits.Lack].
func (r *Row) lack(data *tree.Map, now time.Time) *format.LackError {
	return r.lacks(serial.NamesOf(data), now)
}

// marked reports whether a session has a mark.
func (r *Row) marked(data serial.Names) bool {
	return slices.ContainsFunc(r.Marks, func(mark string) bool {
		if name, inside, nested := strings.Cut(mark, "/"); nested {
			m, ok := data.In(name)
			return ok && m.Has(inside)
		}
		if !strings.HasSuffix(mark, ".") {
			return data.Has(mark)
		}
		for name, isText := range data.All() {
			if isText && strings.HasPrefix(name, mark) {
				return true
			}
		}
		return false
	})
}

// refuses says why data are no session of the framework's.
func (r *Row) refuses(data serial.Names) error {
	missing := r.missing(data)
	switch {
	case missing != "":
		return fmt.Errorf("there is no %s in it, which every session of %s has", missing, r.Of)
	case r.Own != nil && !r.Own(data):
		return fmt.Errorf("it is a session of another framework than %s", r.Of)
	}
	return nil
}

// proves reports whether data are a session of the framework's: they have a mark, if there are
// any, or prove it as a whole.
func (r *Row) proves(data serial.Names) bool {
	if r.refuses(data) != nil {
		return false
	}
	if len(r.Marks) == 0 {
		return r.Whole
	}
	return r.marked(data)
}

// strict reports whether an item must be proved to be a session, unless its key is sure.
func (r *Row) strict() bool { return r.Whole || r.ByBytes || len(r.Marks) > 0 }

// accessed returns the time of the last access; zero if the session does not say.
func (m *Manners) accessed(data *tree.Map) time.Time {
	if m.Accessed == "" {
		return time.Time{}
	}
	v, _ := data.Get(m.Accessed)
	switch v := v.(type) {
	case float64:
		return format.UnixTime(v)
	case int64:
		return format.UnixTime(float64(v))
	}
	return time.Time{}
}

// glimpsed is accessed for what was read sparsely.
func (m *Manners) glimpsed(data *sparse.Value) time.Time {
	if m.Accessed == "" {
		return time.Time{}
	}
	v := data.Named(m.Accessed)
	switch {
	case v != nil && v.Kind == sparse.Float:
		return format.UnixTime(v.Float)
	case v != nil && v.Kind == sparse.Int:
		return format.UnixTime(float64(v.Int))
	}
	return time.Time{}
}
