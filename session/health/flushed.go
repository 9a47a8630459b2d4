package health

import "time"

// Flushed returns how long ago everything was last removed from the server, to the second; ok is false
// if that was never since it was started, or is not known.
func (s *Server) Flushed() (ago time.Duration, ok bool) {
	// The setting "oldest" is on the clock that began as many seconds before the server, and is of the
	// second before the flush.
	const early, before = 60 * time.Second, time.Second
	oldest, ok1 := s.Setting("oldest")
	up, ok2 := s.Uptime()
	if !ok1 || !ok2 || oldest <= 0 {
		return 0, false
	}
	ago = up + early - before - time.Duration(oldest)*time.Second
	if ago < -2*time.Second || ago > up {
		return 0, false
	}
	return max(ago, 0), true
}
