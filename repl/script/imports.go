package script

import (
	"strings"

	"sessh/repl/script/object"
	"sessh/repl/script/translate"
)

func (in *Interp) importModule(s translate.Import) error {
	if _, err := in.module(s.Module); err != nil {
		return err
	}
	name := s.Module
	if s.As == "" {
		name, _, _ = strings.Cut(name, ".")
	}
	m, err := in.module(name)
	if err != nil {
		return err
	}
	if s.As != "" {
		in.bind(s.As, m)
		return nil
	}
	in.bind(name, m)
	return nil
}

func (in *Interp) module(name string) (*object.Module, error) {
	if m := in.modules[name]; m != nil {
		return m, nil
	}
	return nil, object.Raise("ModuleNotFoundError", "No module named '%s'", name)
}

func (in *Interp) importFrom(s translate.From) error {
	m, err := in.module(s.Module)
	if err != nil {
		return err
	}
	if s.Star {
		for n, v := range m.Members {
			in.bind(n, v)
		}
	}
	for _, a := range s.Names {
		v, ok := m.Members[a.Name]
		if !ok {
			return object.Raise("ImportError", "cannot import name '%s' from '%s'", a.Name, s.Module)
		}
		name := a.Name
		if a.As != "" {
			name = a.As
		}
		in.bind(name, v)
	}
	return nil
}
