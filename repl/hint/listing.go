package hint

import (
	"errors"
	"fmt"

	"sessh/repl/notation"
	"sessh/session/storage"
)

// maxErrors is how many errors of a listing are shown; the others are counted.
const maxErrors = 3

// Listing joins the errors of a listing, and counts those that are too many to show.
func Listing(errs []error) error {
	if more := len(errs) - maxErrors; more > 0 {
		errs = append(errs[:maxErrors:maxErrors], fmt.Errorf("and %s more", notation.Count(more, "error")))
	}
	err := errors.Join(errs...)
	if errors.Is(err, storage.ErrUnsupported) {
		return With(err, "a session whose id is known can still be entered: cd CONTAINER/SESSION")
	}
	return err
}
