// Package marked is the form of values as JSON: what a person types in the shell and
// reads there, what a dump holds, and what is inside the documents of sessh's own
// format.
//
// JSON's null, booleans, strings, arrays and objects are themselves, and
// objects keep the order of their names. A number without fraction and
// exponent is an integer of any size, any other a float. What JSON does not
// have is an object with a single marked name:
//
//	{"$bytes": "AP8="}                        bytes, in base64
//	{"$time": "2026-01-02T03:04:05+01:00"}    a time, with its offset
//	{"$float": "inf"}                         inf, -inf or nan
//	{"$string": "/w=="}                       text that is no UTF-8, in base64
//	{"$map": [["$time", "noon"], [1, "one"]]} a mapping that looks like a marked
//	                                          form, or whose keys are no plain text
package marked
