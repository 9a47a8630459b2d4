package phpserialize

import (
	"bytes"

	"sessh/session/format/graph"
)

// Detect tells which serializer wrote a session, by reading it: ok is false if
// it can be none. Empty data is a session without variables, as php and
// php_binary write it; it is told to be of the first.
func Detect(data []byte) (s Serializer, ok bool) {
	if len(data) == 0 {
		return PHP, true
	}
	for _, s := range []Serializer{PHPSerialize, PHPBinary, PHP} {
		if !looksLike(data, s) {
			continue
		}
		if _, err := DecodeSession(data, s, graph.Limits{}); err == nil {
			return s, true
		}
	}
	return "", false
}

// looksLike is the cheap part: whether data begins as the serializer begins it.
func looksLike(data []byte, s Serializer) bool {
	switch s {
	case PHPSerialize:
		return beginsValue(data) && (data[0] == 'a' || data[0] == 'N')
	case PHPBinary:
		name := int(data[0] &^ unset)
		if data[0]&unset != 0 {
			return len(data) > name
		}
		return len(data) > name && beginsValue(data[1+name:])
	}
	name, rest, found := bytes.Cut(data, []byte("|"))
	return found && (bytes.HasPrefix(name, []byte("!")) || beginsValue(rest))
}
