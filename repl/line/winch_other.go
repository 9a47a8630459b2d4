//go:build !unix

package line

// watchSize does nothing: the next key shows the line for another window.
func (e *Editor) watchSize() (stop func()) { return func() {} }
