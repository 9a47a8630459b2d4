//go:build unix

package main

import (
	"encoding/base64"
	"strings"
	"testing"

	"sessh/session/memcached/memcachedtest"
)

// Sessions that Django wrote.
const (
	twoPlaces   = "gASVFAAAAAAAAAB9lCiMAXCUXZRLAWGMAXGUaAJ1Lg=="                                     // x = [1]; {'p': x, 'q': x}
	inItself    = "gASVDQAAAAAAAAB9lIwBbJRdlGgCYXMu"                                                 // l = []; l.append(l); {'l': l}
	oneSet      = "gASVDgAAAAAAAAB9lIwBc5SPlChLAZBzLg=="                                             // {'s': {1}}
	inObject    = "gASVLwAAAAAAAAB9lCiMAWyUXZRLAWGMAW+UjAVoZ21vZJSMA09iapSTlCmBlH2UjAF2lGgCc2J1Lg==" // L = [1]; o.v = L; {'l': L, 'o': o}
	objectFirst = "gASVLwAAAAAAAAB9lCiMAW+UjAVoZ21vZJSMA09iapSTlCmBlH2UjAF2lF2USwFhc2KMAWyUaAh1Lg==" // {'o': o, 'l': L}
)

// TestSharedValues edits what stands in several places: what the diff shows is what is
// read after the commit.
func TestSharedValues(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		value string
		lines string // a line, then what it prints after "> "
	}{
		{"an edit through a path changes both places", twoPlaces, `
set p/0 5
> also changes q
diff
> @/p
> ~ 0  1 -> 5
>   also changes q
commit
> committed 1 session, 1 change
get
> {
>   "p": [
>     5
>   ],
>   "q": <same as p>
> }
`},
		{"through the other place", twoPlaces, `
set q/0 5
> that is @/p/0
diff
> @/p
> ~ 0  1 -> 5
>   also changes q
`},
		{"a value set at the second place stands there alone", twoPlaces, `
set q [9]
diff
> @
> ~ q  <same as p> -> [9]
commit
> committed 1 session, 1 change
ls
>   p  [1]
>   q  [9]
`},
		{"a value set at the first place stands there alone", twoPlaces, `
set p [9]
get
> {
>   "p": [
>     9
>   ],
>   "q": [
>     1
>   ]
> }
diff
> @
> ~ p  [1] -> [9]
undo
> undone: set p [9]
ls
>   p  [1]
>   q  <same as p>
redo
> done again: set p [9]
commit
> committed 1 session, 1 change
ls
>   p  [9]
>   q  [1]
`},
		{"the first place is removed", twoPlaces, `
rm p
commit
> committed 1 session, 1 change
ls
>   q  [1]
`},
		{"an equal value is not a change", twoPlaces, `
set p [1]
diff
> nothing is pending
`},
		{"what is moved stays shared", twoPlaces, `
mv p z
set z/0 5
> also changes q
diff
> @
> - p  [1]
> + z  [5]
>   also changes q
commit
> committed 1 session, 2 changes
ls
>   q  [5]
>   z  <same as q>
`},
		{"a copy shares nothing", twoPlaces, `
cp q z
set z/0 5
commit
> committed 1 session, 1 change
ls
>   p  [1]
>   q  <same as p>
>   z  [5]
`},
		{"a savepoint", twoPlaces, `
savepoint one
> savepoint one
set p [9]
rm q
rollback one
> 2 changes undone: back at savepoint one
ls
>   p  [1]
>   q  <same as p>
`},
		{"what else changes is said once", twoPlaces, `
set p/1 2
> also changes q
rm p/*
> also changes q
diff
> @/p
> - 0  1
>   also changes q
`},
		{"a reference to itself is replaced", inItself, `
ls
>   l  [<same as l>]
set l/0 [1, 2]
diff
> @/l
> ~ 0  <same as l> -> [1, 2]
commit
> committed 1 session, 1 change
ls
>   l  [[1, 2]]
`},
		{"a list in a set", oneSet, `
set s/0 [1]
commit
! s: a list cannot be in a set: Python would not load it
`},
		{"an equal value in a set", oneSet, `
set s/1 1.0
commit
! s: 1.0 is equal to another value in a set: Python would keep only one of them
`},
		{"an object that holds the list, after it", inObject, `
set l/0 5
> also changes o
commit
> committed 1 session, 1 change
ls
>   l  [5]
>   o  hgmod.Obj{v: [5]}
`},
		{"an object that holds the list, before it", objectFirst, `
set l/0 5
> also changes o
commit
> committed 1 session, 1 change
ls
>   o  hgmod.Obj{v: [5]}
>   l  [5]
`},
		{"another list in the place of the object's", objectFirst, `
set l [9]
commit
> committed 1 session, 1 change
ls
>   o  hgmod.Obj{v: [1]}
>   l  [9]
`},
		{"a session is copied with what it shares", inObject, `
cp . /django/cccccccccccccccccccccccccccccccc
set /django/cccccccccccccccccccccccccccccccc/l/0 5
> also changes o
commit
> committed 1 session, 2 changes
ls /django/cccccccccccccccccccccccccccccccc
>   l  [5]
>   o  hgmod.Obj{v: [5]}
ls
>   l  [1]
>   o  hgmod.Obj{v: [1]}
`},
		{"the object's list is moved", inObject, `
mv l k
commit
> committed 1 session, 2 changes
set k/0 5
> also changes o
commit
> committed 1 session, 1 change
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			srv := memcachedtest.Start(t)
			const id = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
			value, err := base64.StdEncoding.DecodeString(test.value)
			if err != nil {
				t.Fatal(err)
			}
			store(srv, ":1:django.contrib.sessions.cache"+id, 1, value)
			args := []string{"--server", srv.Addr, "-c", "cd /django/" + id}
			var want, refused string
			for l := range strings.Lines(strings.TrimSpace(test.lines) + "\n") {
				switch text, printed := strings.CutPrefix(l, "> "); {
				case printed:
					want += strings.ReplaceAll(text, "@", "/django/"+id)
				case strings.HasPrefix(l, "! "):
					refused = strings.TrimSpace(l[2:])
				default:
					args = append(args, "-c", strings.TrimSpace(l))
				}
			}
			out, err := output(t, t.TempDir(), args...)
			if refused != "" {
				if err == nil || !strings.Contains(out, refused) {
					t.Errorf("it is not refused with %q:\n%s", refused, out)
				}
				if got := srv.Ask("get :1:django.contrib.sessions.cache"+id+"\r\n", "END"); !strings.Contains(got, string(value)) {
					t.Errorf("it is written all the same: %q", got)
				}
				return
			}
			if got, _, _ := strings.Cut(out, "dropped "); got != want {
				t.Errorf("it prints\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestTooDeep sets JSON that is nested deeper than can be read again.
func TestTooDeep(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for _, test := range []struct {
		path  string
		depth int
		want  string
	}{
		{"/Shop/s1/p/x", 990, "committed 1 session, 1 change"},
		{"/Shop/s2/p/x", 999, "could not be read again: no sessh document: at byte"},
		{"/Shop/s2/p/x", 10_000, "not JSON: at byte 1001: nested deeper than 1000 levels"},
		{"/django/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/x", 600, "the deepest place is x/0/0/0/0/0/0/0/0/0/0/0/... (600 levels down)"},
		{"/items/i/value", 400, "committed 1 session, 1 change"},
	} {
		out, err := output(t, t.TempDir(), "--server", srv.Addr, "-c", "set "+test.path+" "+deep(test.depth), "-c", "commit")
		if refused := !strings.HasPrefix(test.want, "committed"); refused != (err != nil) || !strings.Contains(out, test.want) {
			t.Errorf("%s, %d levels deep: %v\n%.600s\nwant %s", test.path, test.depth, err, out, test.want)
		}
	}
	if got := srv.Ask("get sessh/Shop/s2\r\n", "END"); !strings.HasPrefix(got, "END") {
		t.Errorf("what was refused is written: %.100s", got)
	}
}
