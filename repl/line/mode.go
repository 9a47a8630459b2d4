package line

import (
	"os"

	"github.com/chzyer/readline"

	"sessh/repl/line/keys"
)

// mode switches the terminal between the editor's mode and the one that it was found
// in. Keys are read in the former only.
type mode struct {
	keys      *keys.Reader
	raw, cook func() error
}

// newMode takes the functions of c, or what they are for a terminal.
func newMode(c Config, k *keys.Reader) *mode {
	m := &mode{keys: k, raw: c.MakeRaw, cook: c.ExitRaw}
	if m.raw != nil {
		return m
	}
	fd := readline.GetStdin()
	if f, ok := c.In.(*os.File); ok {
		fd = int(f.Fd())
	}
	var was *readline.State
	m.raw = func() (err error) {
		was, err = readline.MakeRaw(fd)
		return err
	}
	m.cook = func() error {
		if was == nil {
			return nil
		}
		state := was
		was = nil // it may be another program's from now on
		return readline.Restore(fd, state)
	}
	return m
}

func (m *mode) enter() error {
	err := m.raw()
	m.keys.Open()
	return err
}

func (m *mode) leave() error {
	m.keys.Pause()
	return m.cook()
}
