package line

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
)

// effects reports whether keys change anything on a line in whose middle the cursor is, where
// all that keys need is there.
func effects(t *testing.T, before, keys string, vi bool) (any bool) {
	synctest.Test(t, func(t *testing.T) {
		more := func(c *Config) {
			c.Vi = vi
			c.Edit = func(_ context.Context, line string) string { return "edited" }
			c.Complete = func(string, int) Completion {
				return Completion{From: 0, To: 0, Candidates: []Candidate{{Text: "completed", Display: "completed"}}}
			}
		}
		b := newBenchWith(more, 60, 12, "> ", true, true, "one two a", "one two b", "one two c")
		defer b.close()
		b.keys(before)
		was, undos, killed, state := b.e.now, len(b.e.undos.all), b.e.killed, b.e.vi
		raw := b.written
		b.keys(keys)
		bells := b.bells
		b.bells = 0
		any = !slices.Equal(was.line, b.e.now.line) || was.pos != b.e.now.pos || undos != len(b.e.undos.all) || len(b.got) > 0 ||
			b.written-raw-bells > 0 || !slices.Equal(killed, b.e.killed) || state != b.e.vi
		if b.e.search != nil {
			b.keys("\x07")
		}
	})
	return any
}

// suspend is Ctrl-Z, which has tests of its own: it could stop this process.
const suspend = "\x1a"

// inTheMiddle types a line, deletes a word, and goes to a line of the history and into it.
const inTheMiddle = "one two xx\x17\x1b[A\x02\x02\x02"

// Every key of the table does something, and so does no other key.
func TestKeyTable(t *testing.T) {
	t.Parallel()
	var listed []string
	for _, k := range Keys() {
		listed = append(listed, k.Sends...)
		for _, keys := range k.Sends {
			if keys != suspend && !effects(t, inTheMiddle, keys, false) {
				t.Errorf("%s does nothing when %q is sent", k.Names, keys)
			}
		}
	}
	var others []string
	for r := rune(1); r < 0x80; r++ {
		if string(r) == suspend {
			continue
		}
		if r < ' ' && r != 0x1b && r != '\x18' || r == 0x7f {
			others = append(others, string(r))
		}
		if !strings.ContainsRune("[O\x1b", r) {
			others = append(others, "\x1b"+string(r))
		}
		if r != 0x1b {
			others = append(others, "\x18"+string(r))
		}
		if r >= 'A' && r < '~' {
			others = append(others, "\x1b[1;5"+string(r), "\x1b["+string(r)+"   ", "\x1bO"+string(r))
		}
	}
	for n := range 30 {
		others = append(others, "\x1b["+string(rune('0'+n/10))+string(rune('0'+n%10))+"~")
	}
	for _, keys := range others {
		alone := strings.TrimPrefix(keys, "\x18") // Ctrl-X before a key that is none after it
		known := slices.ContainsFunc(listed, func(l string) bool {
			return l == keys || keys[:1] == "\x18" && (l == alone || alone >= " " && alone <= "~") || strings.HasPrefix(keys, "\x1b[") && (strings.HasPrefix(keys, l) || keys == "\x1b[0"+strings.TrimPrefix(l, "\x1b[") || strings.HasPrefix(keys, "\x1b[1;5") && l == "\x1b["+keys[5:])
		})
		if !known && effects(t, inTheMiddle, strings.TrimRight(keys, " "), false) {
			t.Errorf("%q does something, and is not in the table", keys)
		}
	}
}

// Every character of vi's command mode does something, and so does no other.
func TestKeysOfCommandMode(t *testing.T) {
	t.Parallel()
	for r := ' '; r < 0x7f; r++ {
		if r >= '1' && r <= '9' {
			continue // a count
		}
		before := "x=y One Tworx\x10\x15a-b Cd e'f-\x1b"
		want := strings.ContainsRune(ViMotions+ViCommands, r) // a blank is as l
		keys := string(r)
		switch r {
		case 'p', 'P':
			before += "xx"
		case ';', ',':
			before += "hhf-h"
		case 'w', 'l', ' ', 'W', 'e', 'E', 'j', '+', '$':
			before += "bb"
		}
		if got := effects(t, before, keys, true); got != want {
			t.Errorf("%q does something: %v, want %v", r, got, want)
		}
	}
}

// The help lists every key in a column of 79.
func TestKeyHelp(t *testing.T) {
	t.Parallel()
	help := Help()
	for _, k := range Keys() {
		if len(k.Names) > 14 || !strings.Contains(help, "\n"+k.Names+" ") && !strings.HasPrefix(help, k.Names+" ") {
			t.Errorf("%s is not listed", k.Names)
		}
	}
	for l := range strings.Lines(help) {
		if len(l) > 80 {
			t.Errorf("%d columns: %s", len(l), l)
		}
	}
}
