package script

import "early.sessh"

// What Starlark logs while it is initialized is of no use to anybody.
func init() { early.Loud() }
