package keys

import (
	"slices"
	"strings"
)

// Well-known software caches under these keys what is no session. A key has the two parts of one of the
// first texts anywhere, of which the second begins with a rare character, or begins with one of the others,
// or has it behind a colon.
var (
	cachedIn = [][2]string{
		{"framework", "/schedule-"},                             // locks of tasks, by Laravel's scheduler
		{"celery-task", "-meta-"}, {"celery-taskset", "-meta-"}, // results of tasks, by Celery
	}
	cachedPart = []string{
		"views/",                                     // fragments of pages, by Rails
		"template.cache.", "views.decorators.cache.", // fragments and pages, by Django
		"transient:", "site-transient:", // by WordPress
		"rack::attack:", // counters, by Rack::Attack
		"WANCache:",     // by MediaWiki
	}
)

// isCached reports whether a key is such a one.
func isCached(key string) bool {
	for rest := key; rest != ""; {
		if beginsCached[rest[0]] && slices.ContainsFunc(cachedPart, func(text string) bool { return strings.HasPrefix(rest, text) }) {
			return true
		}
		at := strings.IndexByte(rest, ':')
		if at < 0 {
			break
		}
		rest = rest[at+1:]
	}
	for _, text := range cachedIn {
		if strings.IndexByte(key, text[1][0]) < 0 {
			continue
		}
		if at := strings.Index(key, text[1]); at >= 0 && strings.HasSuffix(key[:at], text[0]) {
			return true
		}
	}
	return false
}

// beginsCached are the first characters of cachedPart.
var beginsCached = func() (first [256]bool) {
	for _, text := range cachedPart {
		first[text[0]] = true
	}
	return first
}()
