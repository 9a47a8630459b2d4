package command

import "sessh/repl/hint"

func UsageError(c *Command, err error) error {
	return &hint.Usage{Err: hint.With(err, "usage: %s", c.Usage())}
}
