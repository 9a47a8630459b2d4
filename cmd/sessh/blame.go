package main

import (
	"errors"
	"fmt"
	"strings"

	"sessh/repl"
	"sessh/repl/setting"
)

// A configError is the error of a configuration file, without which help and version do.
type configError struct {
	error
	topic string // of help, for what the file can have
}

func (e *configError) Unwrap() error { return e.error }

// spared reports whether an error is one of the configuration file, which the command does
// without.
func spared(err error, words []string) bool {
	var inFile *configError
	return errors.As(err, &inFile) && repl.Offline(words) && words[0] != "config"
}

// fileLine returns the line of the configuration file that the value of a setting is from, and
// its key there; "" if it is not from the file.
func (s *settings) fileLine(name string) (line, key string) {
	origin := s.origins[name]
	if s.file.Name == "" || !strings.HasPrefix(origin, s.file.Name+":") {
		return "", ""
	}
	for _, row := range setting.Table() {
		if row.Name == name && s.serverName != "" {
			return origin, row.KeyIn(setting.Server)
		}
	}
	return origin, name
}

// blame says which value of the configuration file an error is about, if its setting is from there.
func (s *settings) blame(name string, err error) error {
	line, key := s.fileLine(name)
	if line == "" || err == nil {
		return err
	}
	return &configError{fmt.Errorf("%s: %s: %w", line, key, err), "config"}
}

// wrong returns the error of a setting: what is wrong follows its name.
func (s *settings) wrong(name, what string, args ...any) error {
	if line, key := s.fileLine(name); line != "" {
		return &configError{fmt.Errorf("%s: %s %s", line, key, fmt.Sprintf(what, args...)), "config"}
	}
	return fmt.Errorf("--%s %s", name, fmt.Sprintf(what, args...))
}
