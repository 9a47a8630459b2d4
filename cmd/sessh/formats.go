package main

import "sessh/session/format/framework"

// findFormats finds the formats that sessions are recognized by: those that sessh knows, and
// those of the flags and the configuration file. Without any of these they are left to the shell.
func (s *settings) findFormats() error {
	own := framework.Own{First: s.format, Prefixes: s.prefixes, Rows: s.rows}
	if own.First == "" && len(own.Prefixes) == 0 && len(own.Rows) == 0 {
		return nil
	}
	all, err := framework.With(own)
	if err != nil {
		own.First = ""
		if _, same := framework.With(own); same != nil {
			return s.blame("prefix", err)
		}
		return s.blame("format", err)
	}
	s.formats = all
	return nil
}
