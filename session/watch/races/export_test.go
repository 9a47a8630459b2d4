package races

// Size returns how many entries the history keeps.
func (h *History) Size() int { return len(h.writes) + len(h.reads) }
