// Package keys has the patterns by which frameworks name the items of their
// sessions.
//
// A pattern is text with named parts, and is used in both directions: it makes a key
// from the names of a session, and finds the names in a key.
//
//	memc.sess.key.{id}           any text without blanks and control characters
//	{id:hex32}_session           32 hexadecimal digits
//	{id:word32}                  32 letters, digits, - and _
//	{prefix}:{version:number}:   an integer, as it is usually written
//	{app:prefix}{id:alnum22up}   22 or more letters and digits behind a text that ends in none
//	{id:php22up}                 22 or more letters, digits, - and commas
//	{namespace}:{id:rack}        "2::" and 64 hexadecimal digits
//	{app}{id:hex32}              the last 32 characters, and what is before them
//	{app:prefix}{id:uuid}        a UUID behind such a text
//	{app:prefix}{id:uuid|hex40}  one of several kinds
//	{app}:{app}:{id}             a part that stands there again is the same text
//	django[:{version=1}]         what is left out where its parts are as usual
//
// The part id is the session's and is never empty; other parts may be. A part ends where
// what follows it in the pattern first fits, and the last one takes the rest. Two parts
// can only follow one another at the end, if the last one has a length, or is alnum or uuid: where it
// begins is then counted from the end.
//
// A [Pattern] pairs the key with the container that such sessions are shown in, whose
// name has the same parts but the id. Names that a key would not give back are refused,
// so that [Keys.Key] and [Keys.Parse] are always the inverse of one another, unless a key has
// a digest in the place of the id; where two patterns fit, the first one counts.
package keys
