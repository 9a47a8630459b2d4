package phpserialize

import "bytes"

// Begins tells, at a glance, whether data begins as a session that the serializer
// wrote. Only reading it reports whether it is one: data may begin, and even be
// read, as one of several.
func (s Serializer) Begins(data []byte) bool {
	switch {
	case len(data) == 0:
		return false
	case s == PHPSerialize:
		return beginsValue(data) && (data[0] == 'a' || data[0] == 'N')
	case s == PHPBinary:
		name := int(data[0] &^ unset)
		if data[0]&unset != 0 {
			return len(data) > name
		}
		return len(data) > name && beginsValue(data[1+name:])
	}
	name, rest, found := bytes.Cut(data, []byte("|"))
	return found && (bytes.HasPrefix(name, []byte("!")) || beginsValue(rest))
}
