package main

import "sessh/session/format/framework"

// findFormats finds the formats that sessions are recognised by: those that sessh knows, and
// those of the flags and the configuration file. Without any of these they are left to the shell.
func (s *settings) findFormats() (err error) {
	if s.format != "" || len(s.prefixes) > 0 || len(s.rows) > 0 {
		s.formats, err = framework.With(framework.Own{First: s.format, Prefixes: s.prefixes, Rows: s.rows})
	}
	return err
}

// A configError is the error of a configuration file, without which help and version do.
type configError struct {
	error
	topic string // of help, for what the file can have
}

func (e *configError) Unwrap() error { return e.error }
