package session

// An Astray is a session that is not on the server on which the application looks for
// it: the application does not find it.
type Astray struct {
	On    string // the server that it is on
	Reads string // the server that the application reads
}

// Astray tells of an item, of which no more than key and server is looked at, that
// the application does not find; nil where it is where it belongs, or that is not known.
func (r *Root) Astray(key, server string) *Astray {
	if reads := r.can.Locator.Chosen(key); server != "" && reads != "" && reads != server {
		return &Astray{server, reads}
	}
	return nil
}

// Astray tells of the session's item; see [Root.Astray].
func (s *Session) Astray() *Astray {
	if s.base.item == nil {
		return nil
	}
	return s.container.root.Astray(s.key, s.base.item.Server)
}

// astray tells where the application does not find what was written.
func (p *pendingWrite) astray() *Astray {
	if p.fate != Written && p.fate != Uncertain || p.write.Delete {
		return nil
	}
	return p.s.container.root.Astray(p.s.key, p.server())
}

// Server is the name of the server that the session's item is on; "" where the
// store does not tell.
func (s *Session) Server() string {
	if item := s.Item(); item != nil && item.Server != "" {
		return item.Server
	}
	key, err := s.container.key(s.id)
	if err != nil {
		return ""
	}
	return s.container.root.can.Locator.Home(key)
}
