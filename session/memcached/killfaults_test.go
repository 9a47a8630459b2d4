package memcached_test

import (
	"fmt"

	"sessh/session"
	mct "sessh/session/memcached/memcachedtest"
)

// arm chooses how the stream breaks off in an exchange of so many bytes; heal mends
// it.
func (k *killPoints) arm(bytes int) (heal func()) {
	if k.store != k.broken {
		return nil
	}
	b := mct.Break{Up: -1, Down: -1, Reset: k.rand.IntN(3) == 0}
	if at := k.rand.IntN(bytes); k.rand.IntN(2) == 0 {
		b.Up = at
	} else {
		b.Down = at / 4
	}
	after := func() {}
	switch what := k.rand.IntN(20); {
	case what < 6:
		k.fault = "cut"
	case what < 11:
		k.fault, b.Stay = "cut, and not reached again", true
	case what < 13:
		k.fault, b.Garbage = "garbage", "\r\nWHAT 1 2 3\r\n\x00\xff"
	case what < 15:
		k.fault, b.Slow, b.Up, b.Down = "one byte at a time", true, -1, -1
	case what < 17:
		k.fault = "stopped"
		b.Then, after = k.server.Pause, k.server.Resume
	case what < 18:
		k.fault = "killed"
		b.Then = func() { k.server.Kill(); k.lost = true }
		after = k.server.Restart
	default:
		k.fault, b.Up, b.Down = "none", -1, -1
	}
	k.fault = fmt.Sprintf("%s (up %d, down %d, reset %v)", k.fault, b.Up, b.Down, b.Reset)
	k.stream.Arm(b)
	return func() {
		if k.stream.Heal() {
			k.broke++
			after()
		}
	}
}

// disturb chooses what the proxy does to requests of a commit; heal lets arrive what
// was held back, and waits for it.
func (k *killPoints) disturb(c *session.Container, accounts []*account, cancel func()) (heal func()) {
	release := make(chan struct{})
	hold := mct.Hold(release)
	n := 1 + k.rand.IntN(2*len(accounts))
	a := accounts[k.rand.IntN(len(accounts))]
	key := k.key(c.Name(), a.id)
	steal := func() {
		if k.put(c.Name(), a.id, a.after) {
			a.theirs.Store(int64(a.after))
		}
	}
	k.broke++
	switch what := k.rand.IntN(26); {
	case what < 3:
		k.fault = fmt.Sprintf("write %d is held back", n)
		k.proxy.Nth(n, mct.Writes, hold)
	case what < 5:
		k.fault = fmt.Sprintf("write %d is held back, and the next to %s", n, a.id)
		k.proxy.Nth(n, mct.Writes, hold)
		k.proxy.NextAbout(key, mct.Writes, hold)
	case what < 6:
		k.fault = "all writes are held back"
		k.proxy.Every(mct.Writes, hold)
	case what < 9:
		k.fault = fmt.Sprintf("write %d is held back, and the commit is cancelled", n)
		k.proxy.Nth(n, mct.Writes, hold.After(cancel))
	case what < 11:
		k.fault = fmt.Sprintf("the write to %s is dropped, and somebody else writes the same", a.id)
		k.proxy.NextAbout(key, mct.Writes, mct.Cut().After(steal))
	case what < 13:
		k.fault = fmt.Sprintf("the write to %s is held back, and somebody else writes the same", a.id)
		k.proxy.NextAbout(key, mct.Writes, hold.After(steal))
	case what < 14:
		k.fault = fmt.Sprintf("the answer to %s is lost, and somebody else writes the same", a.id)
		k.proxy.NextAbout(key, mct.Writes, mct.CutReply().Then(steal))
	case what < 15:
		k.fault = fmt.Sprintf("write %d is dropped without a word", n)
		k.proxy.Nth(n, mct.Writes, mct.Drop())
	case what < 16:
		k.fault = fmt.Sprintf("write %d is cut off, and the next held back", n)
		k.proxy.Nth(n, mct.Writes, mct.Cut())
		k.proxy.Nth(n, mct.Writes, hold)
	case what < 18:
		text := []string{"ERROR\r\n", "CLIENT_ERROR bad data chunk\r\n", "SERVER_ERROR out of memory\r\n"}[k.rand.IntN(3)]
		stray := mct.Stray
		if k.rand.IntN(2) == 0 && text[0] != 'S' {
			stray = mct.Instead
		}
		k.fault = fmt.Sprintf("the answer %q to write %d is nobody's", text, n)
		k.proxy.Nth(n, mct.Writes, stray(text))
	case what < 20:
		text := []string{"STORED\r\n", "EXISTS\r\n", "NOT_STORED\r\n", "NOT_FOUND\r\n"}[k.rand.IntN(4)]
		k.fault = fmt.Sprintf("%q before the answer to write %d is nobody's", text, n)
		k.proxy.Nth(n, mct.Writes, mct.Stray(text))
	case what < 22:
		text := []string{"EN\r\n", "HD c1 O1\r\n", "MN\r\n", "STORED\r\n"}[k.rand.IntN(4)]
		k.fault = fmt.Sprintf("%q before the answer to read %d is nobody's", text, n)
		k.proxy.Nth(n, mct.Reads, mct.Stray(text))
	case what < 24:
		verbs := []string{mct.Reads, mct.Writes}[k.rand.IntN(2)]
		k.fault = fmt.Sprintf("the answer to request %d of %q comes twice", n, verbs)
		k.proxy.Nth(n, verbs, mct.Twice())
	default:
		k.fault = fmt.Sprintf("somebody else's write delays that to %s", a.id)
		k.proxy.NextAbout(key, mct.Writes, hold.After(func() {
			if a.theirs.Load() == 0 && k.put(c.Name(), a.id, 7000) {
				a.theirs.Store(7000)
			}
		}))
	}
	return func() {
		k.proxy.Heal()
		close(release)
		k.proxy.Drain()
	}
}
