package syntax

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"sessh/session/marked"
	"sessh/session/tree"
)

// A Reading is a way to read a typed value.
type Reading uint8

const (
	// Auto reads JSON if the text is JSON, and otherwise text. An incomplete list or object
	// in JSON is an error.
	Auto Reading = iota
	// String reads text as it stands.
	String
	// JSON reads JSON; other text is an error.
	JSON
	// Bytes reads base64 or hexadecimal digits.
	Bytes
)

// ReadValue reads a value. In JSON, integers and floats stay distinct, and values that JSON
// does not have are written as marked JSON: {"$bytes": "AP8="}, {"$time":
// "2026-01-02T03:04:05Z"}, {"$float": "inf"}. Bytes can also be written as they are shown:
// b"\x89PNG".
func ReadValue(text string, how Reading) (any, error) {
	switch how {
	case String:
		return text, nil
	case JSON:
		v, err := marked.Decode([]byte(text))
		if err != nil {
			return nil, fmt.Errorf("not JSON: %w", err)
		}
		return v, nil
	case Bytes:
		return readBytes(text)
	}
	v, err := marked.Decode([]byte(text))
	switch {
	case err == nil:
		return v, nil
	case errors.Is(err, marked.ErrDepth):
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	if b, ok := shownBytes(text); ok {
		return b, nil
	}
	if begun(text) {
		return ReadValue(text, JSON)
	}
	return text, nil
}

// shownBytes reads bytes as they are shown, b"\x89PNG".
func shownBytes(text string) (tree.Bytes, bool) {
	quoted, ok := strings.CutPrefix(text, "b")
	if !ok || !strings.HasPrefix(quoted, `"`) || closes(quoted) != len(quoted)-1 {
		return tree.Bytes(""), false
	}
	var b []byte
	for rest := quoted[1 : len(quoted)-1]; rest != ""; {
		c, multibyte, tail, err := strconv.UnquoteChar(rest, '"')
		if err != nil || multibyte {
			return tree.Bytes(""), false
		}
		b, rest = append(b, byte(c)), tail
	}
	return tree.Bytes(b), true
}

// ReadRest reads the rest of a line as a value. A single quoted word is the text in the
// quotes; in double quotes it is JSON as well.
func ReadRest(rest string, how Reading) (any, error) {
	rest = strings.TrimSpace(rest)
	if how == JSON || rest == "" || rest[0] != '\'' && rest[0] != '"' {
		return ReadValue(rest, how)
	}
	if end := closes(rest); end >= 0 && end != len(rest)-1 {
		return ReadValue(rest, how)
	}
	if how == Auto && rest[0] == '"' {
		if v, err := marked.Decode([]byte(rest)); err == nil { // which knows \b and \f
			return v, nil
		}
	}
	w, err := Single(rest)
	if err != nil {
		return nil, err
	}
	if how == Auto {
		how = String
	}
	return ReadValue(w.Text, how)
}

func readBytes(text string) (any, error) {
	text = strings.Join(strings.Fields(text), "")
	if h, ok := strings.CutPrefix(text, "0x"); ok {
		b, err := hex.DecodeString(h)
		if err != nil {
			return nil, fmt.Errorf("no hexadecimal digits: %w", err)
		}
		return tree.Bytes(b), nil
	}
	if b, err := hex.DecodeString(text); err == nil {
		return tree.Bytes(b), nil
	}
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("neither hexadecimal digits, two for each byte, nor base64 with its padding: %.40q", text)
	}
	return tree.Bytes(b), nil
}

// Text returns the content of a file as a string, or as bytes if it is not text.
func Text(b []byte) any {
	if utf8.Valid(b) {
		return string(b)
	}
	return tree.Bytes(b)
}

// closes returns the index of the quote that closes the quote at the beginning of text, or
// -1.
func closes(text string) int {
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == text[0]:
			return i
		case text[i] == '\\' && text[0] == '"':
			i++
		}
	}
	return -1
}
