package syntax

import "unicode"

// visible reports whether a rune can be printed as it is: it has a glyph, and
// does nothing to the terminal or to the order of the text around it.
func visible(r rune) bool { return unicode.IsPrint(r) && r != '\ufffd' }
