// Package location knows where in a session a value is, so that it can be found again in the
// next transaction: a [Place], which a [Locator] opens. Its keys are those of sessions ([Key]).
package location
