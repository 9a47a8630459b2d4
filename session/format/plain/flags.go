package plain

import (
	"bytes"
	"fmt"

	"sessh/session/format/client"
)

// A FlagsError is the error of writing a value that is not what the item's flags
// say.
type FlagsError struct {
	Flags uint32
	Was   []byte
}

func (e *FlagsError) Error() string {
	text := fmt.Sprintf("the item's flags are %d", e.Flags)
	if m := client.Meaning(e.Flags, e.Was); m != "" {
		text += " (" + m + ")"
	}
	return text + ": with these its client could not read the new value"
}

// keepsFlags fails where a value cannot take the place of another under the same
// flags: their client would not read what was meant. Flags that say that the value
// is a text, or say nothing, go with any text.
func keepsFlags(flags uint32, stored []byte, was shape, value []byte) error {
	const pythonText, pythonPacked, dalliPacked = 16, 8, 2
	isPacked := was.by != client.None
	switch {
	case flags == 0, bytes.Equal(was.inner, value):
		return nil
	case was.sized != nil && was.sized.IsText():
		return nil
	case isPacked && (flags == pythonPacked || flags == pythonPacked|pythonText || flags == dalliPacked):
		return nil
	case !isPacked && flags == pythonText && client.IsText(was.inner) && client.IsText(value):
		return nil
	}
	switch k := client.KindOf(was.inner); {
	case k != "" && k == client.KindOf(value), k == "a number" && client.KindOf(value) == "an integer":
		return nil
	}
	return &FlagsError{flags, stored}
}
