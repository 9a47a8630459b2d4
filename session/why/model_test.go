package why_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sessh/session"
	"sessh/session/format/framework"
	"sessh/session/health"
	"sessh/session/storage"
	"sessh/session/why"
)

// TestFates plays histories of a server and asks at any time: the true fate of a session is named, is never
// ruled out, and nothing else is ever certain.
func TestFates(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := newPlay(rapid.IntRange(2, 4).Draw(t, "limit"))
		root := session.NewRoot(p, session.Options{Formats: framework.All(), Now: func() time.Time { return p.now }})
		p.pass(rapid.SampledFrom([]time.Duration{time.Second, time.Hour}).Draw(t, "age"))
		const key = php + "anna"
		var last why.Sighting
		see := func(how string, item *storage.Item) { last = why.Sighting{Time: p.now, How: how, Item: item} }
		lifetimes := rapid.SampledFrom([]time.Duration{-1, 0, 3 * time.Second, 12 * time.Second, time.Minute, time.Hour, 48 * time.Hour})
		sizes := rapid.SampledFrom([]int{10, 1000})
		keys := rapid.Custom(func(t *rapid.T) string {
			return rapid.SampledFrom([]string{php + "ben", "page"}).Draw(t, "kind") + fmt.Sprint(rapid.IntRange(0, 9).Draw(t, "number"))
		})
		actions := map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				if p.alive(key) != nil {
					return
				}
				q := why.Question{Container: "php", ID: "anna", Seen: func(string, string) why.Sighting { return last }}
				all, err := why.Ask(t.Context(), root, q)
				if err != nil || len(all) != 1 || all[0].There {
					t.Fatalf("%+v, %v", all, err)
				}
				judge(t, p, all[0], p.fates[key])
			},
			"pass": func(t *rapid.T) {
				p.pass(rapid.SampledFrom([]time.Duration{500 * time.Millisecond, time.Second, 5 * time.Second, 30 * time.Second, 20 * time.Minute, 3 * time.Hour}).Draw(t, "time"))
			},
			"store": func(t *rapid.T) {
				// A lifetime of 31 days in seconds is over at once, and one that is negative meant to be.
				cause := rapid.SampledFrom([]string{"expired", "removed"}).Draw(t, "meant")
				p.store(key, user("anna", sizes.Draw(t, "size")), lifetimes.Draw(t, "lifetime"), cause)
			},
			"touch": func(t *rapid.T) {
				if it := p.alive(key); it != nil {
					it.used = p.now
					p.live(key, it, lifetimes.Draw(t, "lifetime"), "removed")
				}
			},
			"see": func(t *rapid.T) {
				it := p.alive(key)
				switch {
				case it == nil:
				case rapid.Bool().Draw(t, "read"):
					see("watch saw it", &storage.Item{Key: key, Value: []byte(it.value), TTL: p.left(it)})
				default:
					see("as --seen says", nil)
				}
			},
			"commit": func(t *rapid.T) {
				p.store(key, user("anna", sizes.Draw(t, "size")), lifetimes.Filter(func(d time.Duration) bool { return d >= 0 }).Draw(t, "lifetime"), "")
				see("commit 1 of this shell wrote it", &storage.Item{Key: key, Value: []byte(p.items[key].value), TTL: p.left(p.items[key])})
			},
			"delete": func(*rapid.T) { p.remove(key) },
			"flush": func(t *rapid.T) {
				p.flush(rapid.SampledFrom([]time.Duration{0, 0, 0, time.Second, 10 * time.Minute}).Draw(t, "later"))
			},
			"restart": func(*rapid.T) { p.restart() },
			"reset":   func(*rapid.T) { p.reset() },
			"crawl":   func(*rapid.T) { p.crawl() },
			"neighbour": func(t *rapid.T) {
				p.store(keys.Draw(t, "key"), user("u", sizes.Draw(t, "size")), lifetimes.Draw(t, "lifetime"), "")
			},
			"crowd": func(t *rapid.T) {
				size, ttl := sizes.Draw(t, "size"), lifetimes.Draw(t, "lifetime")
				for i := range rapid.IntRange(1, 20).Draw(t, "number") {
					p.store(fmt.Sprint("cache", i), user("c", size), ttl, "")
				}
			},
			"end": func(t *rapid.T) { // what is rare by chance
				p.store(key, user("anna", sizes.Draw(t, "size")), time.Hour, "")
				p.pass(rapid.SampledFrom([]time.Duration{time.Second, time.Minute}).Draw(t, "time"))
				switch rapid.IntRange(0, 4).Draw(t, "how") {
				case 0:
					p.remove(key)
				case 1:
					p.flush(0)
				case 2:
					p.restart()
					p.pass(rapid.SampledFrom([]time.Duration{0, 2 * time.Hour}).Draw(t, "run"))
				case 3:
					p.pass(time.Hour)
					p.crawl()
				default:
					for i := 0; p.alive(key) != nil && i < 100; i++ {
						p.store(fmt.Sprint("cache", i), user("c", len(p.items[key].value)), 48*time.Hour, "")
					}
				}
				if rapid.Bool().Draw(t, "reset") {
					p.reset()
				}
			},
			"logout": func(t *rapid.T) { p.remove(keys.Draw(t, "key")) },
		}
		t.Repeat(actions)
	})
}

// judge compares an answer with what is true.
func judge(t *rapid.T, p *play, a *why.Answer, truth fate) {
	if truth.cause == "" {
		return // it never was, which is no cause
	}
	is := func(f health.Finding) bool {
		return f.Cause == truth.cause || truth.cause == "expired" && f.Cause == "expired-at-once"
	}
	said := func() string {
		return fmt.Sprintf("it was %s %v ago; the answer is\n%s", truth.cause, p.now.Sub(truth.at), shown(a))
	}
	if !slices.ContainsFunc(slices.Concat(a.Causes, a.Against), is) {
		t.Fatalf("not named: %s", said())
	}
	for _, f := range a.Causes {
		if f.Weight == health.Certain && !is(f) {
			t.Fatalf("%s is not certain: %s", f.Cause, said())
		}
	}
	for _, f := range a.Against {
		since, ok := f.Figures["since"].(float64)
		if f.Since == "" || !ok || strings.Contains(f.Says, "%!") {
			t.Fatalf("%s has no moment: %s", f.Cause, said())
		}
		if f.Cause == "restarted" {
			since++ // the start is the event itself
		}
		if is(f) && p.now.Sub(truth.at).Seconds() < since {
			t.Fatalf("%s is not ruled out: %s", f.Cause, said())
		}
	}
}
