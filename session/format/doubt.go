package format

import (
	"errors"
	"fmt"
	"strings"
)

// A Doubt is returned by the Decode of a format for a value that can be read in several of its
// ways, with different results.
type Doubt struct{ Ways []string }

func (d *Doubt) Error() string {
	return fmt.Sprintf("it can be read as %s, and other sessions do not decide which it is", strings.Join(d.Ways, " or as "))
}

// InDoubt reports whether err is a [Doubt].
func InDoubt(err error) bool {
	var doubt *Doubt
	return errors.As(err, &doubt)
}
