package script

import "early.sessh"

// What Starlark had to say when it was initialized is no matter of anybody's.
func init() { early.Loud() }
