package session

import (
	"sessh/session/family"
	"sessh/session/format"
)

// Formats returns the formats that sessions are recognised by.
func (r *Root) Formats() []format.Format { return r.options.Formats }

// FormatNamed returns the format of that name; nil if there is none.
func (r *Root) FormatNamed(name string) format.Format {
	for _, f := range r.options.Formats {
		if f.Name() == name {
			return f
		}
	}
	return nil
}

// Showing returns a session that was read and decoded past any transaction, for looking only.
func (c *Container) Showing(id, key string, d family.Decoded) *Session {
	return newSession(nil, c, id, key, c.read(d))
}
