package pickled

import (
	"bytes"

	"sessh/session/format/graph"
	"sessh/session/format/packed"
	"sessh/session/format/pickle"
)

// Claims reports whether an item is a pickled dictionary: one that [Decode] reads,
// or one with the flags of a client that begins like one and is damaged.
func Claims(value []byte, flags uint32) bool {
	if flags&^(flagPickle|flagCompressed) != 0 {
		return false
	}
	inner := value
	if flags&flagCompressed != 0 {
		if packed.Of(value) == packed.None {
			return false
		}
		v, err := packed.Open(value, true)
		if err != nil {
			return true // what is compressed is damaged
		}
		inner = v.Bytes
	}
	begins := beginsAsDict(inner)
	if begins && looksWhole(inner) {
		return true
	}
	if _, _, err := pickle.Decode(inner, graph.Limits{}); err != nil {
		return begins
	}
	_, err := Decode(value, flags)
	return err == nil
}

// beginsAsDict reports whether a pickle begins with a dictionary: so does, beside
// the pickle of one, that of a tuple whose first value is one.
func beginsAsDict(value []byte) bool {
	if len(value) > 2 && value[0] == 0x80 && value[1] <= 5 { // the protocol
		value = value[2:]
		if len(value) > 9 && value[0] == 0x95 { // a frame with its size
			value = value[9:]
		}
		return value[0] == '}'
	}
	for _, head := range []string{"(dp", "(d.", "}q", "}r", "}."} { // protocols 0 and 1
		if bytes.HasPrefix(value, []byte(head)) {
			return true
		}
	}
	return false
}

// looksWhole reports whether a pickle ends as that of a dictionary does: when its
// last entries have been put in.
func looksWhole(value []byte) bool {
	return bytes.HasSuffix(value, []byte("u.")) || bytes.HasSuffix(value, []byte("s."))
}
