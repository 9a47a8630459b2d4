package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"sessh/session/format/framework"
)

// findFormats finds the formats that sessions are recognised by: those that sessh knows, and
// those of the flags and the configuration file.
func (s *settings) findFormats() error {
	rows, wrong := s.ownRows()
	var err error
	s.formats, err = framework.With(framework.Own{First: s.format, Prefixes: s.prefixes, Rows: rows})
	if wrong != nil {
		return &configError{wrong}
	}
	return err
}

// A configError is the error of a configuration file, without which help and version do.
type configError struct{ error }

func (e *configError) Unwrap() error { return e.error }

// ownRows are the frameworks in the configuration file. Only one that was asked for must be
// there.
func (s *settings) ownRows() ([]framework.Row, error) {
	name := s.config
	if name == "" {
		folder, err := s.configFolder()
		if err != nil {
			return nil, nil // there is no home, and so no file
		}
		name = filepath.Join(folder, "config.toml")
	}
	f, err := os.Open(name)
	switch {
	case s.config == "" && errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("the configuration file cannot be read: %w", err)
	}
	defer f.Close()
	return framework.ReadRows(name, f)
}

// configFolder is where the user's configuration is.
func (s *settings) configFolder() (string, error) {
	if folder := s.getenv("XDG_CONFIG_HOME"); filepath.IsAbs(folder) {
		return filepath.Join(folder, "sessh"), nil
	}
	folder, err := os.UserConfigDir()
	return filepath.Join(folder, "sessh"), err
}
