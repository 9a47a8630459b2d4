// Package formats is Python's formatting: format specs ([Text], [Number]), the operator % of
// texts ([Percent]), and str.format ([Braces]).
//
// It knows texts and numbers. What values of other classes are is asked of [Forms].
package formats
