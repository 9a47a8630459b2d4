package keys

import "strings"

// cached are the beginnings of the keys under which well-known software caches what is no session, and
// the characters in which a prefix before them ends.
var cached = []struct{ text, after string }{
	{"views/", ":"},                  // fragments of pages, by Rails
	{"template.cache.", ":"},         // fragments of templates, by Django
	{"views.decorators.cache.", ":"}, // whole pages, by Django
	{"framework/schedule-", ":_-."},  // locks of tasks, by Laravel's scheduler
	{"transient:", ":"},              // by WordPress
	{"site-transient:", ":"},         // by WordPress, of all sites
	{"celery-task-meta-", ":_-."},    // results of tasks, by Celery
	{"celery-taskset-meta-", ":_-."},
	{"rack::attack:", ":"}, // counters, by Rack::Attack
	{"WANCache:", ":"},     // by MediaWiki
}

// isCached reports whether a key is such a one.
func isCached(key string) bool {
	for at := range len(key) {
		if at > 0 && !ending.has(key[at-1]) || !cachedFirst[key[at]] {
			continue
		}
		for _, c := range cached {
			if strings.HasPrefix(key[at:], c.text) && (at == 0 || strings.IndexByte(c.after, key[at-1]) >= 0) {
				return true
			}
		}
	}
	return false
}

// cachedFirst are the first characters of these texts.
var cachedFirst = func() (first [256]bool) {
	for _, c := range cached {
		first[c.text[0]] = true
	}
	return first
}()
