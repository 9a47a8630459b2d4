package sesshjson

import (
	"bytes"
	"strings"
)

// excludes tells that no name or value of a document holds the literal as a part
// of its text. It only knows for literals of letters, digits and a few signs,
// which stand in a document as they are; not where a document holds bytes, or
// escapes.
func excludes(value []byte, literal string) bool {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-@,;"
	if literal == "" || strings.Trim(literal, plain) != "" {
		return false
	}
	if bytes.Contains(value, []byte(literal)) {
		return false
	}
	return bytes.IndexByte(value, '\\') < 0 && !bytes.Contains(value, []byte(`"$`)) && !numeric(literal)
}

// numeric reports whether the literal could be part of a number, which is shown in
// another way than it may be written.
func numeric(literal string) bool { return strings.Trim(literal, "0123456789eE+-.infaN") == "" }
