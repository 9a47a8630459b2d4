//go:build !unix

package line

// suspend rings the bell: there are no jobs here.
func (e *Editor) suspend() { e.rl.Terminal.Bell() }
