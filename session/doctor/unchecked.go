package doctor

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"sessh/session/health"
	"sessh/session/storage"
)

// subjects are what can be checked only if the server reports something.
var subjects = []struct {
	name  string
	known func(*health.Server) bool
}{
	{"evictions", func(s *health.Server) bool { _, ok := s.Counter("evictions"); return ok }},
	{"memory", func(s *health.Server) bool { _, ok := limit(s); return ok }},
	{"connections", func(s *health.Server) bool { _, ok := s.Counter("listen_disabled_num"); return ok }},
	{"item limit", func(s *health.Server) bool { _, ok := s.Setting("item_size_max"); return ok }},
	{"authentication", func(s *health.Server) bool { _, ok := s.Settings["inter"]; return ok }},
	{"clock", func(s *health.Server) bool { return !s.Clock().IsZero() }},
}

// uncounted says of each server what it does not report.
func uncounted(f *Facts) (said []string) {
	for _, s := range f.up() {
		var lacks []string
		for _, subject := range subjects {
			if !subject.known(s) {
				lacks = append(lacks, subject.name)
			}
		}
		if len(lacks) > 0 {
			said = append(said, fmt.Sprintf("%s does not report %s", s.Name, strings.Join(lacks, ", ")))
		}
		if s.WasReset() {
			said = append(said, s.Name+" does not report what was before its counters were reset (stats reset)")
		}
	}
	return said
}

// unlisted names the sessions that are not known. A server that is down is a finding.
func unlisted(f *Facts) (said []string) {
	for _, err := range each(f.Unlisted) {
		if !f.isDown(err) {
			said = append(said, "sessions: "+err.Error())
		}
	}
	return said
}

// unreported names the logs that could not be read, as a whole or in part.
func unreported(f *Facts) (said []string) {
	for _, err := range each(f.Unreported) {
		if !f.isDown(err) {
			said = append(said, "log: "+err.Error())
		}
	}
	if f.Log == nil {
		return said
	}
	for _, s := range f.up() {
		if f.isLeaky(s) {
			said = append(said, "log: "+s.Name+" left lines out")
		}
	}
	return said
}

// isLeaky reports whether the log of a server left lines out.
func (f *Facts) isLeaky(s *health.Server) bool {
	dropped, _ := f.counter(s, "log_worker_dropped")
	return f.Log != nil && (f.Log.Servers[s.Name] || dropped.grown > 0)
}

// least qualifies what the logs count, if they left lines out.
func (f *Facts) least() string {
	if slices.ContainsFunc(f.up(), f.isLeaky) {
		return "at least "
	}
	return ""
}

// each returns the errors that one is joined of.
func each(err error) []error {
	var joined interface{ Unwrap() []error }
	switch {
	case err == nil:
		return nil
	case errors.As(err, &joined):
		return joined.Unwrap()
	}
	return []error{err}
}

// isDown reports whether an error is about a server that is down.
func (f *Facts) isDown(err error) bool {
	var about *storage.Error
	return errors.As(err, &about) && slices.ContainsFunc(f.Servers, func(s health.Server) bool { return s.Name == about.Server && s.Err != nil })
}
