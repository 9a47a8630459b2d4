package session

// An Astray is a session on another server than the one on which the application looks for
// it, so that the application does not find it.
type Astray struct {
	On    string // the server that the session is on
	Reads string // the server that the application reads
}

// Astray reports an item, given by key and server, that the application does not find. It
// returns nil if the item is where it belongs, or that is not known.
func (r *Root) Astray(key, server string) *Astray {
	if reads := r.can.Locator.Chosen(key); server != "" && reads != "" && reads != server {
		return &Astray{server, reads}
	}
	return nil
}

// Astray is [Root.Astray] for the session's item.
func (s *Session) Astray() *Astray {
	if s.base.Item == nil {
		return nil
	}
	return s.container.root.Astray(s.key, s.base.Item.Server)
}

// astray returns where the session was written, or may have been, if the application does
// not find it there.
func (p *pendingWrite) astray() *Astray {
	if p.fate != Written && p.fate != Uncertain || p.write.Delete {
		return nil
	}
	return p.s.container.root.Astray(p.s.key, p.server())
}

// Server returns the name of the server that the session's item is on, or will be written
// to; "" if the store does not know.
func (s *Session) Server() string {
	if item := s.Item(); item != nil && item.Server != "" {
		return item.Server
	}
	key, err := s.container.Key(s.id)
	if err != nil {
		return ""
	}
	return s.container.root.can.Locator.Home(key)
}
