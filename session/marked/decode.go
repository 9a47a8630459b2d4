package marked

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"sessh/session/tree"
)

const (
	maxDepth  = 1000   // levels of nesting
	maxDigits = 100000 // of an integer: more would take seconds to read
)

// Decode reads one value: the form that [Append] writes, and any other JSON text.
func Decode(text []byte) (any, error) {
	d := NewDecoder(text)
	defer d.Close()
	v, err := d.Value()
	if err == nil {
		err = d.End()
	}
	if err != nil {
		return nil, err
	}
	return v, nil
}

// ErrCutShort is wrapped by the error of a text that is how a value begins, and not
// all of it.
var ErrCutShort = errors.New("the text ends in the middle")

// A Decoder reads a JSON text token by token, so that the order of names and the
// kind of numbers are not lost. Names that come twice, and text that is not UTF-8,
// are errors. It is for documents in which there are values; [Decode] reads a single
// one.
type Decoder struct {
	json *jsontext.Decoder
	text bytes.Buffer
}

var decoders = sync.Pool{New: func() any { return &Decoder{json: jsontext.NewDecoder(strings.NewReader(""))} }}

// NewDecoder returns a decoder of the text, to be closed at the end.
func NewDecoder(text []byte) *Decoder {
	d := decoders.Get().(*Decoder)
	d.text = *bytes.NewBuffer(text)
	d.json.Reset(&d.text)
	return d
}

// Close gives the decoder back; it is not used afterwards.
func (d *Decoder) Close() {
	d.text = bytes.Buffer{}
	d.json.Reset(&d.text)
	decoders.Put(d)
}

// Token reads the next token.
func (d *Decoder) Token() (jsontext.Token, error) {
	t, err := d.json.ReadToken()
	if err == nil {
		return t, nil
	}
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		err = fmt.Errorf("at byte %d: %w", d.json.InputOffset(), ErrCutShort)
	case errors.Is(err, jsontext.ErrDuplicateName):
		err = fmt.Errorf("at byte %d: a name comes twice", d.json.InputOffset())
	case errors.As(err, &syntactic):
		err = fmt.Errorf("at byte %d: %w", syntactic.ByteOffset, syntactic.Err)
	}
	return t, err
}

// More reports whether the list or object has another member.
func (d *Decoder) More() bool {
	switch d.json.PeekKind() {
	case ']', '}':
		return false
	}
	return true // an error shows with the next token
}

// End fails where there is more in the text.
func (d *Decoder) End() error {
	if _, err := d.json.ReadToken(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("there is more after it, from byte %d on", d.json.InputOffset())
	}
	return nil
}

// Name reads the name of an object's member.
func (d *Decoder) Name() (string, error) {
	t, err := d.Token()
	if err != nil {
		return "", err
	}
	return t.String(), nil
}

// ErrDepth is wrapped by the error about JSON that is nested too deep to be read.
var ErrDepth = fmt.Errorf("nested deeper than %d levels", maxDepth)

// Value reads a value.
func (d *Decoder) Value() (any, error) { return d.value(0) }

func (d *Decoder) value(depth int) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t.Kind() {
	case 'n':
		return nil, nil
	case 't', 'f':
		return t.Bool(), nil
	case '"':
		return t.String(), nil
	case '0':
		return number(t.String())
	}
	if depth >= maxDepth {
		return nil, fmt.Errorf("at byte %d: %w", d.json.InputOffset(), ErrDepth)
	}
	if t.Kind() == '[' {
		return d.list(depth)
	}
	return d.mapping(depth)
}

func number(s string) (any, error) {
	if strings.ContainsAny(s, ".eE") {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return nil, fmt.Errorf("the number %.40s is out of range", s)
		}
		return f, nil
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, nil
	}
	if len(s) > maxDigits {
		return nil, fmt.Errorf("an integer has %d digits, more than %d", len(s), maxDigits)
	}
	n, ok := new(big.Int).SetString(s, 10)
	if !ok {
		return nil, fmt.Errorf("%.40q is not an integer", s)
	}
	return n, nil
}

func (d *Decoder) list(depth int) (any, error) {
	var values []any
	for d.More() {
		v, err := d.value(depth + 1)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	return tree.NewList(values...), nil
}

func (d *Decoder) mapping(depth int) (any, error) {
	m := tree.NewMap()
	for d.More() {
		name, err := d.Name()
		if err != nil {
			return nil, err
		}
		v, err := d.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if err := m.Set(name, v); err != nil {
			return nil, err
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	return unmark(m)
}
