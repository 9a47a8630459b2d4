package repl

import (
	"errors"

	"sessh/repl/hint"
)

// errFleeting is what a command ends with that would change a store which ends with it.
var errFleeting = &hint.Usage{Err: hint.With(errors.New("there is no server to commit to"), "--server HOST, or SESSH_SERVER in the environment, names one")}
