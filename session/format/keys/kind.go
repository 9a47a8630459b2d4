package keys

import (
	"errors"
	"fmt"
	"slices"
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
	// hex, alnum, word and php are how many such characters it has at least, see [Shape].
	hex, alnum, word, php int
	// length is how long the part is; 0: that is not fixed.
	length int

	// capitals is how many hexadecimal digits in capitals it consists of, and uuid whether it
	// is a UUID. apart is set if it ends in no letter or digit.
	capitals    int
	uuid, apart bool
	either      []kind // those that it stands for, if there are several
}

// kindNamed returns the kind of that name: number, prefix, uuid, hex, HEX, alnum or word with a
// length, alnum or php with a least length, rack, or any text for "". A kind of another name has
// no functions. There may be several, with | between them.
func kindNamed(name string) kind {
	if one, others, several := strings.Cut(name, "|"); several {
		return kindNamed(one).or(kindNamed(others))
	}
	name, least := strings.CutSuffix(name, "up")
	letters := strings.TrimRight(name, "0123456789")
	length, _ := strconv.Atoi(name[len(letters):])
	of := func(is string, letter class) kind {
		k := kind{
			fits: func(text string) bool { return len(text) == length && all(text, letter) },
			is:   fmt.Sprintf("%d %s", length, is), length: length,
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
			fits:  func(text string) bool { return len(text) >= length && all(text, alnum) },
			is:    fmt.Sprintf("%d or more letters and digits", length),
			alnum: length, word: length,
			tail: func(text string) int {
				if at := alnumTail(text); len(text)-at >= length {
					return at
				}
				return -1
			},
		}
	case least && letters == "php" && length > 0:
		return kind{
			fits: func(text string) bool { return len(text) >= length && len(text) <= longestPHP && all(text, phpLetter) },
			is:   fmt.Sprintf("%d to %d letters, digits, - and commas", length, longestPHP),
			php:  length,
		}
	case least:
	case name == "rack":
		return kind{fits: isRack, is: "2:: and 64 hexadecimal digits", hex: 64, alnum: 64, word: 64, length: 67}
	case name == "":
		return kind{fits: isPlain}
	case name == "number":
		return kind{fits: isNumber, is: "an integer"}
	case name == "uuid":
		return kind{fits: isUUID, is: "the form of a UUID", word: uuidLength, length: uuidLength, uuid: true, tail: func(text string) int {
			if at := len(text) - uuidLength; at >= 0 && isUUID(text[at:]) {
				return at
			}
			return -1
		}}
	case name == "prefix":
		return kind{fits: isPrefix, is: "a text that ends in no letter or digit", apart: true}
	case letters == "hex" && length > 0:
		k := of("hexadecimal digits", hexDigit)
		k.hex, k.alnum, k.word = length, length, length
		return k
	case letters == "HEX" && length > 0:
		k := of("hexadecimal digits in capitals", capitalHex)
		k.alnum, k.word, k.capitals = length, length, length
		return k
	case letters == "alnum" && length > 0:
		k := of("letters and digits", alnum)
		k.alnum, k.word = length, length
		return k
	case letters == "word" && length > 0:
		k := of("letters, digits, - and _", word)
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
		is:   k.is + ", or " + other.is, either: slices.Concat(k.kinds(), other.kinds()),
		hex: min(k.hex, other.hex), alnum: min(k.alnum, other.alnum), word: min(k.word, other.word), php: min(k.php, other.php),
		tail: func(text string) int {
			if at := k.tail(text); at >= 0 {
				return at
			}
			return other.tail(text)
		},
	}
}

// kinds are those that k stands for.
func (k kind) kinds() []kind {
	if k.either != nil {
		return k.either
	}
	return []kind{k}
}

// alnumTail returns where the letters and digits begin that a text ends in.
func alnumTail(text string) int {
	at := len(text)
	for at > 0 && alnum.has(text[at-1]) {
		at--
	}
	return at
}

// longestPHP is how long a session id of PHP's can be.
const longestPHP = 256

// isRack reports whether a text is a private id of Rack's: "2::" and a SHA-256.
func isRack(text string) bool {
	digits, ok := strings.CutPrefix(text, "2::")
	return ok && len(digits) == 64 && all(digits, hexDigit)
}

const uuidLength = 36

// isUUID reports whether a text is a UUID, in small letters.
func isUUID(text string) bool {
	if len(text) != uuidLength || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return false
	}
	for i := range len(text) {
		if !hexDigit.has(text[i]) && i != 8 && i != 13 && i != 18 && i != 23 {
			return false
		}
	}
	return true
}

// A class is a set of characters.
type class uint8

const (
	hexDigit class = 1 << iota
	alnum
	word      // or - or _
	phpLetter // of session ids of PHP's
	visible   // neither a blank nor a control character
	capitalHex
)

// classes are those of each character.
var classes = func() (all [256]class) {
	for i := range all {
		c := byte(i)
		digit, small := c >= '0' && c <= '9', c >= 'a' && c <= 'z'
		letter := digit || small || c >= 'A' && c <= 'Z'
		add := func(is bool, of class) {
			if is {
				all[i] |= of
			}
		}
		add(digit || c >= 'a' && c <= 'f', hexDigit)
		add(letter, alnum)
		add(letter || c == '-' || c == '_', word)
		add(letter || c == '-' || c == ',', phpLetter)
		add(c > ' ' && c != 0x7f, visible)
		add(digit || c >= 'A' && c <= 'F', capitalHex)
	}
	return all
}()

func (of class) has(c byte) bool { return classes[c]&of != 0 }

// all reports whether all bytes of a text are of a class.
func all(text string, of class) bool {
	for i := range len(text) {
		if !of.has(text[i]) {
			return false
		}
	}
	return true
}

// isPlain reports whether all bytes of a text are visible. It looks at eight of them at a time.
func isPlain(text string) bool {
	const each, high = 0x0101010101010101, 0x8080808080808080
	for ; len(text) >= 8; text = text[8:] {
		b := uint64(text[0]) | uint64(text[1])<<8 | uint64(text[2])<<16 | uint64(text[3])<<24 |
			uint64(text[4])<<32 | uint64(text[5])<<40 | uint64(text[6])<<48 | uint64(text[7])<<56
		del := b ^ each*0x7f
		if ((b-each*(' '+1))&^b|(del-each)&^del)&high != 0 { // one is less than the first visible one, or 0x7f
			return false
		}
	}
	return all(text, visible)
}

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
	return fmt.Errorf("%q is not a session id: it has blanks or control characters", id)
}
