package phpserialize

import "fmt"

// doubt is about the numbers of values. An object that wrote its own payload may
// have called serialize() for a part of it, and PHP has numbered what is in that
// part, or it may not: the bytes are the same. References to what comes after it
// cannot be followed then.
type doubt struct {
	class string // "": there is none
	after int    // the last number that is certain
}

// meet notes a payload that is not made of values alone, when so many values have
// been numbered.
func (d *doubt) meet(class string, payload []byte, numbered int) {
	if d.class == "" && mayHoldValues(payload) {
		d.class, d.after = class, numbered
	}
}

// check fails for a reference to a number that is not certain.
func (d *doubt) check(number uint64) error {
	if d.class == "" || number <= uint64(d.after) {
		return nil
	}
	return fmt.Errorf("a reference to the value number %d, after an object of the class %.100s that wrote its own payload: what is numbered in that cannot be told", number, d.class)
}

// mayHoldValues reports whether there is a place in a payload where a serialized
// value could begin.
func mayHoldValues(payload []byte) bool {
	for i := range payload {
		if i+1 < len(payload) && (payload[i+1] == ':' || payload[i+1] == ';') && beginsValue(payload[i:]) {
			return true
		}
	}
	return false
}
