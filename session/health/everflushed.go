package health

// EverFlushed reports whether everything was removed from the server at any time since it was started, as
// far as it shows. The counter of that can be reset, unlike the setting "oldest".
func (s *Server) EverFlushed() bool {
	flushes, _ := s.Counter("cmd_flush")
	oldest, _ := s.Setting("oldest")
	return flushes > 0 || oldest > 0
}
