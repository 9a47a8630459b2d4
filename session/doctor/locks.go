package doctor

import (
	"fmt"
	"time"

	"sessh/session/figure"
	"sessh/session/health"
	"sessh/session/tree"
)

// A request that holds a lock for longer is taken to have ended without releasing it.
const (
	longestRequest = 5 * time.Minute
	// longestEndless is for a lock that never expires: there is no other end to it.
	longestEndless = time.Minute
)

// leftLocks finds containers with locks that requests have left behind.
func leftLocks(f *Facts) (found []health.Finding) {
	for _, name := range f.containers() {
		l := f.Census.Locks[name]
		if l == nil {
			continue
		}
		left, endless, oldest := 0, 0, (*health.Lock)(nil)
		for i := range l.Longest {
			lock := &l.Longest[i]
			if !isLeft(lock) {
				continue
			}
			if left++; lock.Endless {
				endless++
			}
			if oldest == nil {
				oldest = lock
			}
		}
		if left == 0 {
			continue
		}
		says := fmt.Sprintf("%s left behind; the one on %s was last used %s ago", figure.Count(left, "lock"), tree.SessionPath(name, oldest.ID), figure.Duration(oldest.Idle))
		if endless > 0 {
			says += fmt.Sprintf(", and %d %s not expire", endless, does(endless))
		}
		found = append(found, health.Finding{
			Cause: "left-lock", Where: tree.ContainerPath(name).String(), Says: says,
			Means:   "Requests of these sessions wait for the lock until they give up, and some then go on with an empty session.",
			Advice:  "unlock removes one. Have the application's locks expire (in PHP, memcached.sess_lock_expire).",
			Figures: map[string]any{"locks": l.Count, "left": left, "endless": endless, "oldestSeconds": oldest.Idle.Seconds(), "session": oldest.ID},
		})
	}
	return found
}

// isLeft reports whether no request has taken or waited for a lock for longer than a request takes.
func isLeft(lock *health.Lock) bool {
	return lock.Held && (lock.Idle >= longestRequest || lock.Idle >= longestEndless && lock.Endless)
}
