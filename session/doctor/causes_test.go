package doctor_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sessh/session/doctor"
	"sessh/session/health"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

// TestCauses makes servers lose sessions, and wants the doctor to find out why, and nothing else.
func TestCauses(t *testing.T) {
	t.Parallel()
	const hour = 3600
	for name, tt := range map[string]struct {
		args    []string
		prepare func(t *testing.T, srv *mct.Server)
		later   time.Duration // how much later the doctor comes
		want    []string
		says    string // the first of these
		means   string // any of them
	}{
		"healthy": {prepare: func(t *testing.T, srv *mct.Server) { setMany(t, srv, "sessh/Shop/", 50, hour, ours(100)) }},
		"evictions": {
			args: []string{"-m", "2"}, prepare: func(t *testing.T, srv *mct.Server) { setMany(t, srv, "sessh/Shop/", 6000, hour, ours(500)) },
			want: []string{"evicted", "memory"}, says: "class 10 keeps items for about ",
		},
		"evictions of a cache": {
			args: []string{"-m", "2"}, prepare: func(t *testing.T, srv *mct.Server) {
				setMany(t, srv, "page:", 6000, hour, ours(500))
			},
		},
		"evictions of all sessions of a size": {
			args: []string{"-m", "4"}, prepare: func(t *testing.T, srv *mct.Server) {
				setMany(t, srv, "sessh/Shop/small", 300, hour, ours(100))
				setMany(t, srv, "sessh/Shop/large", 20, hour, ours(6000))
				setMany(t, srv, "page:", 3000, 0, strings.Repeat("y", 6050))
			},
			want: []string{"perhaps-evicted", "shared-with-cache"}, says: "20 items that had a lifetime, with time left, evicted in ",
		},
		"evictions of what never expires": {
			args: []string{"-m", "4"}, prepare: func(t *testing.T, srv *mct.Server) {
				setMany(t, srv, "sessh/Shop/small", 300, hour, ours(100))
				setMany(t, srv, "page:", 3000, 0, strings.Repeat("y", 6050))
			},
			want: []string{"shared-with-cache"},
		},
		"a flush": {
			prepare: func(t *testing.T, srv *mct.Server) {
				setMany(t, srv, "sessh/Shop/", 20, hour, ours(100))
				srv.Ask("flush_all\r\n", "OK")
				setMany(t, srv, "sessh/Shop/new", 20, hour, ours(100))
			},
			want: []string{"flushed"}, says: ", and sessions are meant to live 1h",
		},
		"a flush, and nothing is there": {
			prepare: func(t *testing.T, srv *mct.Server) {
				setMany(t, srv, "sessh/Shop/", 20, hour, ours(100))
				srv.Ask("flush_all\r\n", "OK")
			},
			want: []string{"flushed"}, says: "everything on it was removed ",
		},
		"a flush of nothing": {
			prepare: func(t *testing.T, srv *mct.Server) {
				srv.Ask("flush_all\r\n", "OK")
				setMany(t, srv, "sessh/Shop/", 20, hour, ours(100))
			},
		},
		"31 days in seconds, beside a cache": {
			prepare: func(t *testing.T, srv *mct.Server) {
				setMany(t, srv, "sessh/Shop/", 30, 31*24*hour, ours(100))
				setMany(t, srv, "page:", 10, 300, ours(100))
			},
			want: []string{"over-at-once"}, says: "40 items stored in",
		},
		"memory nearly full": {
			args: []string{"-m", "8"}, prepare: func(t *testing.T, srv *mct.Server) {
				setMany(t, srv, "sessh/Shop/", 10_300, hour, ours(500))
			},
			want: []string{"memory"}, says: "the limit is 8.0 MiB",
		},
		"no evictions": {
			args: []string{"-m", "2", "-M"}, prepare: func(t *testing.T, srv *mct.Server) {
				for i := range 6000 {
					if strings.HasPrefix(set(srv, fmt.Sprint("sessh/Shop/s", i), hour, ours(5000)), "SERVER_ERROR") {
						return
					}
				}
				t.Error("it takes everything")
			},
			want: []string{"evictions-off", "memory", "out-of-memory"}, says: "1 item refused for want of memory", means: "the server refuses new items",
		},
		"an item that is too large": {
			prepare: func(t *testing.T, srv *mct.Server) { set(srv, "sessh/Shop/s1", hour, ours(2<<20)) },
			want:    []string{"too-large"}, says: "; the limit is 1.0 MiB",
		},
		"an item that is nearly too large": {
			prepare: func(t *testing.T, srv *mct.Server) { set(srv, "sessh/Shop/s1", hour, ours(900<<10)) },
			want:    []string{"nearly-too-large"}, says: "the largest session takes 900.1 KiB, ",
		},
		"no expiry": {
			prepare: func(t *testing.T, srv *mct.Server) {
				set(srv, "sessh/Shop/s1", 0, ours(10))
				set(srv, "sessh/Shop/s2", hour, ours(10))
			},
			want: []string{"never-expires"}, says: "1 of 2 sessions does not expire",
		},
		"31 days in seconds": {
			prepare: func(t *testing.T, srv *mct.Server) {
				for i := range 5 {
					set(srv, fmt.Sprint("sessh/Shop/s", i), 31*24*hour, ours(10))
				}
			},
			want: []string{"over-at-once"}, says: "5 items stored in",
		},
		"31 days in seconds, read at once": {
			prepare: func(t *testing.T, srv *mct.Server) {
				for i := range 6 {
					key := fmt.Sprint("sessh/Shop/s", i%2)
					set(srv, key, 31*24*hour, ours(10))
					if got := srv.Ask("get "+key+"\r\n", "END"); got != "END" {
						t.Errorf("it is there: %q", got)
					}
				}
			},
			want: []string{"over-at-once"}, says: "none of which was ever read, and none is there",
		},
		"removed sessions": {
			prepare: func(t *testing.T, srv *mct.Server) {
				for i := range 6 {
					set(srv, fmt.Sprint("sessh/Shop/s", i), hour, ours(10))
				}
				root := rootOn(t, time.Now, srv.Addr)
				for l, err := range root.Store().List(t.Context()) {
					if err != nil {
						t.Error(err)
					}
					root.Store().Apply(t.Context(), []storage.Write{{Key: l.Key, Version: l.Version, Delete: true}})
				}
			},
		},
		"a lock": {
			prepare: func(t *testing.T, srv *mct.Server) {
				set(srv, "memc.sess.key.s1", hour, `name|s:3:"Bob";`)
				set(srv, "memc.sess.key.lock.s1", 0, "1")
				set(srv, "memc.sess.key.s2", hour, `name|s:3:"Eve";`)
				set(srv, "memc.sess.key.lock.s2", hour, "1")
			},
			later: 2 * time.Minute, want: []string{"left-lock"}, says: "1 lock left behind; the one on /php/s1 was last used 2m",
		},
		"a lock in use": {
			prepare: func(t *testing.T, srv *mct.Server) {
				set(srv, "memc.sess.key.s1", hour, `name|s:3:"Bob";`)
				set(srv, "memc.sess.key.lock.s1", 0, "1")
			},
		},
		"a lock that is free": {
			prepare: func(t *testing.T, srv *mct.Server) {
				set(srv, "ni49mie8bj7d5scrmn5tnoqclg", hour, `name|s:3:"Bob";`)
				set(srv, "ni49mie8bj7d5scrmn5tnoqclg.lock", 0, "0")
			},
			later: time.Hour,
		},
		"a cache": {
			prepare: func(t *testing.T, srv *mct.Server) {
				set(srv, "sessh/Shop/s1", hour, ours(10))
				set(srv, "page:1", hour, "<html>")
			},
			want: []string{"shared-with-cache"}, says: "beside 1 session of ",
		},
		"two formats": {
			prepare: func(t *testing.T, srv *mct.Server) {
				set(srv, "sessh/php/u1", hour, ours(10))
				set(srv, "memc.sess.key.u1", hour, `name|s:3:"Bob";`)
			},
			want: []string{"several-formats"},
		},
		"two serializers": {
			prepare: func(t *testing.T, srv *mct.Server) {
				set(srv, "memc.sess.key.u1", hour, `name|s:3:"Bob";`)
				set(srv, "memc.sess.key.u2", hour, `name|s:3:"Bob";`)
				set(srv, "memc.sess.key.u3", hour, `a:1:{s:4:"name";s:3:"Bob";}`)
			},
			want: []string{"several-serializers"}, says: "3 sessions were read: they are written as php (2), php_serialize (1)",
		},
		"-C":             {args: []string{"-C"}, want: []string{"cas-off"}},
		"no LRU crawler": {args: []string{"-o", "no_lru_crawler"}, want: []string{"crawler-off"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mct.Start(t, tt.args...)
			if tt.prepare != nil {
				tt.prepare(t, srv)
			}
			r := examine(t, rootOn(t, func() time.Time { return time.Now().Add(tt.later) }, srv.Addr), doctor.Options{})
			if got := causes(r); !slices.Equal(got, tt.want) {
				t.Fatalf("found %v, want %v: %+v", got, tt.want, r)
			}
			if !slices.ContainsFunc(r.Findings, func(f health.Finding) bool { return strings.Contains(f.Says, tt.says) }) && tt.says != "" {
				t.Errorf("nothing says %q: %+v", tt.says, r.Findings)
			}
			if !slices.ContainsFunc(r.Findings, func(f health.Finding) bool { return strings.Contains(f.Means, tt.means) }) && tt.means != "" {
				t.Errorf("nothing means %q: %+v", tt.means, r.Findings)
			}
			for i, f := range r.Findings {
				if f.Says == "" || f.Means == "" || f.Advice == "" || len(f.Figures) == 0 || f.Weight <= 0 || i > 0 && f.Weight > r.Findings[i-1].Weight {
					t.Errorf("incomplete, or in another order: %+v", f)
				}
			}
		})
	}
}
