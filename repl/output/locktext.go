package output

import "sessh/session"

// LockedText adds to what is said of a locked session what is known of the lock.
func LockedText(said string, lock *session.Lock) string {
	if text := lock.String(); text != "" {
		return said + ", " + text
	}
	return said
}

// AddLock adds what is known of a lock to a result, in seconds.
func AddLock(m map[string]any, lock *session.Lock) {
	if lock.Idle >= 0 {
		m["lockIdle"] = lock.Idle.Seconds()
	}
	if lock.TTL > 0 {
		m["lockTTL"] = lock.TTL.Seconds()
	}
}
