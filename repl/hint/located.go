package hint

// Located is an error with the place in front that it is about: a line of a file, or a
// session.
type Located struct {
	Where string
	Err   error
}

func (e *Located) Error() string { return e.Where + ": " + e.Err.Error() }

func (e *Located) Unwrap() error { return e.Err }
