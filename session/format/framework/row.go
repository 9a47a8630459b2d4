package framework

import (
	"bytes"
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

	// Marks are names of which each session has one, at least: _token, warden.user. for all
	// names that begin so, or Config/time for a name in a mapping. Where keys say little, an
	// item is a session only if it can be read and has a mark, or if its bytes prove it and
	// Whole is set. There may be none.
	Marks []string
	Whole bool

	// Client is how the client library, or those that the framework is used with, mark
	// and pack values.
	Client client.Client

	// Needs is the name of a mapping in the session without which the framework reads no
	// session; "" if there is none.
	Needs string

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

	// LockFree is the value of that item while no request uses the session, if the item
	// is there then, too.
	LockFree string

	// Accessed is the key in a session under which there is the time of the last access,
	// in seconds.
	Accessed string

	// Restarts is set where a commit restarts the session's timeout, see
	// [session.Traits].
	Restarts bool
}

// missing reports whether a session lacks what the framework needs, or has something else
// under its name.
func (r *Row) missing(data *session.Map) bool {
	v, _ := data.Get(r.Needs)
	return r.Needs != "" && session.TypeName(v) != "mapping"
}

// marked reports whether a session has a mark.
func (r *Row) marked(data *session.Map) bool {
	return slices.ContainsFunc(r.Marks, func(mark string) bool {
		if name, inside, nested := strings.Cut(mark, "/"); nested {
			v, _ := data.Get(name)
			m, ok := v.(*session.Map)
			return ok && m.Has(inside)
		}
		if !strings.HasSuffix(mark, ".") {
			return data.Has(mark)
		}
		for k := range data.All() {
			if name, ok := k.(string); ok && strings.HasPrefix(name, mark) {
				return true
			}
		}
		return false
	})
}

// mayBeMarked reports whether a value that is unpacked can be a session with a mark.
func (r *Row) mayBeMarked(value []byte) bool {
	return slices.ContainsFunc(r.Marks, func(mark string) bool {
		name, _, _ := strings.Cut(mark, "/")
		return bytes.Contains(value, []byte(name))
	})
}

// accessed is the time of the last access; zero where the session does not tell.
func (m *Manners) accessed(data *session.Map) time.Time {
	v, _ := data.Get(m.Accessed)
	if f, ok := v.(float64); ok && m.Accessed != "" && f > 0 && f < 1<<38 {
		return time.UnixMicro(int64(f * 1e6))
	}
	return time.Time{}
}
