package object

import (
	"strings"
	"time"

	"go.starlark.net/starlark"

	"sessh/session/tree"
)

// Foreign is a value of a session that statements have no type for. It can be
// shown, compared and passed on.
type Foreign struct{ Held any }

func (f *Foreign) String() string        { return Repr(f) }
func (f *Foreign) Type() string          { return tree.TypeName(f.Held) }
func (f *Foreign) Freeze()               {}
func (f *Foreign) Truth() starlark.Bool  { return true }
func (f *Foreign) Hash() (uint32, error) { return starlark.String(f.Text()).Hash() }

// Show writes the value as its own language does.
func (f *Foreign) Show(w *Writer) { w.Printf("%s", f.Text()) }

// ClassName returns the class that the value names when it is shown.
func (f *Foreign) ClassName() (string, bool) {
	d := f.Text()
	if !strings.HasPrefix(d, "<") {
		return "", false
	}
	name, _, ok := strings.Cut(d[1:], " ")
	return name, ok
}

// Text is the value as its own language writes it.
func (f *Foreign) Text() string {
	switch v := f.Held.(type) {
	case tree.Object:
		return v.Display()
	case time.Time:
		return v.Format(time.RFC3339Nano)
	}
	return ""
}
