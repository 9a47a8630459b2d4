package health

// WasReset reports whether the counters visibly began after the server was started ("stats reset"). If it
// returns false they may have, too: most resets leave no trace.
func (s *Server) WasReset() bool {
	less := func(total, part string) bool {
		n, ok1 := s.Counter(total)
		m, ok2 := s.Counter(part)
		return ok1 && ok2 && n < m
	}
	flushes, counted := s.Counter("cmd_flush")
	oldest, _ := s.Setting("oldest")
	return less("total_items", "curr_items") || less("total_connections", "curr_connections") ||
		less("total_connections", "connection_structures") || counted && flushes == 0 && oldest > 0
}
