package script

import (
	"strings"

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

func (in *Interp) module(name string) (*Module, error) {
	if m := in.modules[name]; m != nil {
		return m, nil
	}
	return nil, in.raise("ModuleNotFoundError", "No module named '%s'", name)
}

func (in *Interp) importFrom(s translate.From) error {
	m, err := in.module(s.Module)
	if err != nil {
		return err
	}
	if s.Star {
		for n, v := range m.members {
			in.bind(n, v)
		}
	}
	for _, a := range s.Names {
		v, ok := m.members[a.Name]
		if !ok {
			return in.raise("ImportError", "cannot import name '%s' from '%s'", a.Name, s.Module)
		}
		name := a.Name
		if a.As != "" {
			name = a.As
		}
		in.bind(name, v)
	}
	return nil
}
