package serial

import "time"

// A Timer reads and sets the deadline that a framework keeps in a value, beside the session. From then on,
// the session is over for the framework, whatever time the item has left.
type Timer struct {
	// Deadline returns the deadline; zero if there is none.
	Deadline func(value []byte) (time.Time, error)
	// Retime returns the value with another deadline, or without one for the zero time. A value that
	// has none stays as it is.
	Retime func(value []byte, end time.Time) ([]byte, error)
}
