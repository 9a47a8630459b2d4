package keys

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A kind is what texts can stand for a part.
type kind struct {
	fits func(text string) bool
	is   string // for messages; "" for any text

	// tail returns where a part of this kind begins that ends a text, or -1. It is nil if
	// the part must follow a text that stands for itself.
	tail func(text string) int
	// hex, alnum and word are how many such characters it has at least, see [Shape].
	hex, alnum, word int
}

// kindNamed returns the kind of that name: number, prefix, uuid, hex, HEX, alnum or word with a length,
// alnum with a least length, or any text for "". A kind of another name has no functions.
// There may be several, with | between them.
func kindNamed(name string) kind {
	if one, others, several := strings.Cut(name, "|"); several {
		return kindNamed(one).or(kindNamed(others))
	}
	name, least := strings.CutSuffix(name, "up")
	letters := strings.TrimRight(name, "0123456789")
	length, _ := strconv.Atoi(name[len(letters):])
	of := func(is string, letter func(c byte) bool) kind {
		k := kind{
			fits: func(text string) bool { return len(text) == length && all(text, letter) },
			is:   fmt.Sprintf("%d %s", length, is),
		}
		k.tail = func(text string) int {
			if at := len(text) - length; at >= 0 && all(text[at:], letter) {
				return at
			}
			return -1
		}
		return k
	}
	switch {
	case least && letters == "alnum" && length > 0:
		return kind{
			fits:  func(text string) bool { return len(text) >= length && all(text, isAlnum) },
			is:    fmt.Sprintf("%d or more letters and digits", length),
			alnum: length, word: length,
			tail: func(text string) int {
				if at := alnumTail(text); len(text)-at >= length {
					return at
				}
				return -1
			},
		}
	case least:
	case name == "":
		return kind{fits: isPlain}
	case name == "number":
		return kind{fits: isNumber, is: "an integer"}
	case name == "uuid":
		return kind{fits: isUUID, is: "the form of a UUID", word: uuidLength, tail: func(text string) int {
			if at := len(text) - uuidLength; at >= 0 && isUUID(text[at:]) {
				return at
			}
			return -1
		}}
	case name == "prefix":
		return kind{fits: isPrefix, is: "a text that ends in no letter or digit"}
	case letters == "hex" && length > 0:
		k := of("hexadecimal digits", isHex)
		k.hex, k.alnum, k.word = length, length, length
		return k
	case letters == "HEX" && length > 0:
		k := of("hexadecimal digits in capitals", func(c byte) bool { return c >= '0' && c <= '9' || c >= 'A' && c <= 'F' })
		k.alnum, k.word = length, length
		return k
	case letters == "alnum" && length > 0:
		k := of("letters and digits", isAlnum)
		k.alnum, k.word = length, length
		return k
	case letters == "word" && length > 0:
		k := of("letters, digits, - and _", isWord)
		k.word = length
		return k
	}
	return kind{}
}

// or returns the kind of the texts of either kind. Where texts of both end a text, it is the
// first that counts.
func (k kind) or(other kind) kind {
	if k.tail == nil || other.tail == nil {
		return kind{}
	}
	return kind{
		fits: func(text string) bool { return k.fits(text) || other.fits(text) },
		is:   k.is + ", or " + other.is,
		hex:  min(k.hex, other.hex), alnum: min(k.alnum, other.alnum), word: min(k.word, other.word),
		tail: func(text string) int {
			if at := k.tail(text); at >= 0 {
				return at
			}
			return other.tail(text)
		},
	}
}

// alnumTail returns where the letters and digits begin that a text ends in.
func alnumTail(text string) int {
	at := len(text)
	for at > 0 && isAlnum(text[at-1]) {
		at--
	}
	return at
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

const uuidLength = 36

// isUUID reports whether a text is a UUID, in small letters.
func isUUID(text string) bool {
	if len(text) != uuidLength || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return false
	}
	for i := range len(text) {
		if !isHex(text[i]) && i != 8 && i != 13 && i != 18 && i != 23 {
			return false
		}
	}
	return true
}

// all reports whether all bytes of a text are such ones.
func all(text string, such func(c byte) bool) bool {
	for i := range len(text) {
		if !such(text[i]) {
			return false
		}
	}
	return true
}

func isPlain(text string) bool { return all(text, func(c byte) bool { return c > ' ' && c != 0x7f }) }

func isHex(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' }

func isWord(c byte) bool { return isAlnum(c) || c == '-' || c == '_' }

// isPrefix reports whether a text is empty or ends in what separates it from a name.
func isPrefix(text string) bool { return alnumTail(text) == len(text) && isPlain(text) }

func isNumber(text string) bool {
	n, err := strconv.Atoi(text)
	return err == nil && strconv.Itoa(n) == text
}

// check says why a text is no session id of a framework.
func (k kind) check(of, id string) error {
	switch {
	case id == "":
		return errors.New("the session id is empty")
	case k.fits(id):
		return nil
	case k.is != "":
		return fmt.Errorf("an id of %s's has %s", of, k.is)
	}
	return fmt.Errorf("%q is no session id: it has blanks or control characters", id)
}
