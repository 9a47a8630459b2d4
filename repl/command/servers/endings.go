package servers

import (
	"fmt"
	"time"

	"sessh/session/figure"
	"sessh/session/storage"
	"sessh/session/watch"
)

// endingText words how a session went, with what is known of it.
func endingText(e *watch.Event) string {
	r := e.Report
	switch e.Kind {
	case watch.Vanished:
		return "vanished; why is not known"
	case watch.Evicted:
		return "evicted to make room for other items" + evictionText(r)
	case watch.Removed:
		if r == nil {
			return "removed by a client: it did not expire, and was not evicted"
		}
		return "removed by " + connectionText(r)
	case watch.OverAtOnce:
		s := "written by " + connectionText(r) + " with a lifetime that was over at once: one above 30 days in seconds is a date in 1970 to memcached"
		if r.Size < 0 {
			s += "; or a removal, since the size is not known"
		}
		return s
	case watch.Flushed:
		return "gone, with all items of the server: it was flushed"
	case watch.Restarted:
		return "gone, with all items of the server: it was restarted"
	}
	return e.Kind.String()
}

func connectionText(r *storage.Report) string {
	if r.Conn == 0 {
		return "a client"
	}
	return fmt.Sprintf("connection %d", r.Conn)
}

// evictionText returns what the log says of an eviction.
func evictionText(r *storage.Report) string {
	s := ""
	if r.TTL > 0 {
		s = ", " + figure.Duration(r.TTL) + " before its lifetime was over"
	} else if r.TTL == storage.TTLNever {
		s = ", though it did not expire"
	}
	switch {
	case r.Idle >= time.Second:
		s += fmt.Sprintf("; last used %s before", figure.Duration(r.Idle))
	case r.Idle >= 0:
		s += "; last used just before"
	}
	if !r.Fetched {
		s += ", and never read"
	}
	if r.Class > 0 {
		s += fmt.Sprintf(" (size class %d)", r.Class)
	}
	return s
}

// addEnding adds to the JSON of an event how a session went.
func addEnding(m map[string]any, e *watch.Event) {
	r := e.Report
	if e.Kind == watch.Removed {
		m["logged"] = r != nil
	}
	if r == nil {
		return
	}
	if r.Conn != 0 {
		m["connection"] = r.Conn
	}
	if r.Command != "" {
		m["command"] = r.Command
	}
	if r.Size >= 0 {
		m["size"] = r.Size
	}
	if e.Kind == watch.Evicted {
		if r.TTL > 0 {
			m["left"] = r.TTL.Seconds()
		}
		if r.Idle >= 0 {
			m["idle"] = r.Idle.Seconds()
		}
		m["read"], m["class"] = r.Fetched, r.Class
	}
}
