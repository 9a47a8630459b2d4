// Package hint has errors with a hint: what a user can do about them.
//
//	hint.With(fmt.Errorf("%s is not there", path), "ls %s shows what is", above)
//
// A [Usage] is an error in the line itself, with which a script ends in status 2.
package hint
