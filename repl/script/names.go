package script

import (
	"strings"

	"sessh/session/marked"
)

// lastName is the name that holds the last value that was printed.
const lastName = "_"

// Remember binds _ to what something other than a statement printed: to the value, if that is
// JSON, and else to the text.
func (in *Interp) Remember(printed string) {
	if in.rt.Made(len(printed)) != nil { // there is no memory for it
		return
	}
	text := strings.TrimSuffix(printed, "\n")
	v, err := marked.Decode([]byte(text))
	if err != nil {
		v = text
	}
	in.env[lastName] = in.rt.Free(v)
}

// Value returns the value of a name that statements have bound, or of _, as sessions hold it;
// ok is false if there is none, or no session can hold it.
func (in *Interp) Value(name string) (v any, ok bool) {
	x := in.bound[name]
	if name == lastName {
		x = in.env[name]
	}
	if x == nil {
		return nil, false
	}
	v, err := in.rt.Plain(x)
	return v, err == nil
}
