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
}

// kindNamed is the kind of that name: number, hex or word with a length, or any text
// for "". That of another name has no function.
func kindNamed(name string) kind {
	letters := strings.TrimRight(name, "0123456789")
	length, _ := strconv.Atoi(name[len(letters):])
	of := func(is string, letter func(c byte) bool) kind {
		return kind{func(text string) bool { return len(text) == length && all(text, letter) }, fmt.Sprintf("%d %s", length, is)}
	}
	switch {
	case name == "":
		return kind{isPlain, ""}
	case name == "number":
		return kind{isNumber, "an integer"}
	case letters == "hex" && length > 0:
		return of("hexadecimal digits", func(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' })
	case letters == "word" && length > 0:
		return of("letters, digits, - and _", func(c byte) bool {
			return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_'
		})
	}
	return kind{}
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
