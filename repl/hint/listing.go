package hint

import (
	"errors"
	"fmt"

	"sessh/repl/notation"
	"sessh/session"
)

// toldErrors is how many errors of a listing are told; the others are counted.
const toldErrors = 3

// Listing is the error of a listing that met several.
func Listing(errs []error) error {
	if more := len(errs) - toldErrors; more > 0 {
		errs = append(errs[:toldErrors:toldErrors], fmt.Errorf("and %s more", notation.Count(more, "error")))
	}
	err := errors.Join(errs...)
	if errors.Is(err, session.ErrUnsupported) {
		return With(err, "a session whose id is known can still be entered: cd CONTAINER/SESSION")
	}
	return err
}
