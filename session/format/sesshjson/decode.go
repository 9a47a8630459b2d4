package sesshjson

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"sessh/session"
)

const (
	maxDepth  = 1000   // levels of nesting
	maxDigits = 100000 // of an integer: more would take seconds to read
)

// Decode reads the document.
func (Format) Decode(text []byte, _ uint32) (*session.Record, error) {
	d := newDecoder(text)
	defer d.close()
	r, err := d.record()
	if err == nil {
		err = d.end()
	}
	if err != nil {
		return nil, fmt.Errorf("no sessh document: %w", err)
	}
	return r, nil
}

// DecodeValue reads the JSON form of one value: the form that [AppendValue]
// writes, and any other JSON text.
func DecodeValue(text []byte) (any, error) {
	d := newDecoder(text)
	defer d.close()
	v, err := d.value(0)
	if err == nil {
		err = d.end()
	}
	if err != nil {
		return nil, err
	}
	return v, nil
}

// ErrCutShort is wrapped by the error of a text that is how a value begins, and not
// all of it.
var ErrCutShort = errors.New("the text ends in the middle")

// decoder reads a JSON text token by token, so that the order of names and the
// kind of numbers are not lost. Names that come twice, and text that is no UTF-8,
// are errors.
type decoder struct {
	json *jsontext.Decoder
	text bytes.Buffer
}

var decoders = sync.Pool{New: func() any { return &decoder{json: jsontext.NewDecoder(strings.NewReader(""))} }}

func newDecoder(text []byte) *decoder {
	d := decoders.Get().(*decoder)
	d.text = *bytes.NewBuffer(text)
	d.json.Reset(&d.text)
	return d
}

// close gives the decoder back; it is not used afterwards.
func (d *decoder) close() {
	d.text = bytes.Buffer{}
	d.json.Reset(&d.text)
	decoders.Put(d)
}

func (d *decoder) token() (jsontext.Token, error) {
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

// more reports whether the list or object has another member.
func (d *decoder) more() bool {
	switch d.json.PeekKind() {
	case ']', '}':
		return false
	}
	return true // an error shows with the next token
}

func (d *decoder) end() error {
	if _, err := d.json.ReadToken(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("there is more after it, from byte %d on", d.json.InputOffset())
	}
	return nil
}

func (d *decoder) record() (*session.Record, error) {
	if t, err := d.token(); err != nil || t.Kind() != '{' {
		return nil, errors.Join(errors.New("it is no JSON object"), err)
	}
	r := &session.Record{}
	version := int64(0)
	for d.more() {
		name, err := d.name()
		if err != nil {
			return nil, err
		}
		v, err := d.value(0)
		if err != nil {
			return nil, err
		}
		if err := field(r, &version, name, v); err != nil {
			return nil, err
		}
	}
	if _, err := d.token(); err != nil {
		return nil, err
	}
	switch {
	case version == 0:
		return nil, errors.New("it has no version")
	case version != 1:
		return nil, fmt.Errorf("version %d is not known here, only 1", version)
	case r.Data == nil:
		return nil, errors.New("it has no data")
	}
	return r, nil
}

// name reads the name of an object's member.
func (d *decoder) name() (string, error) {
	t, err := d.token()
	if err != nil {
		return "", err
	}
	return t.String(), nil
}

func field(r *session.Record, version *int64, name string, v any) error {
	ok := true
	switch name {
	case "version":
		*version, ok = v.(int64)
	case "id":
		r.ID, ok = v.(string)
	case "lastAccess":
		var s string
		if s, ok = v.(string); ok {
			t, err := time.Parse(time.RFC3339Nano, s)
			if err != nil {
				return fmt.Errorf("lastAccess: %w", err)
			}
			r.LastAccess = t
		}
	case "timeout":
		r.Timeout, ok = seconds(v)
	case "data":
		if r.Data, ok = v.(*session.Map); ok {
			return packages(r.Data)
		}
	default:
		return fmt.Errorf("%q is not known here", name)
	}
	if !ok {
		return fmt.Errorf("%s is a %s", name, session.TypeName(v))
	}
	return nil
}

func packages(data *session.Map) error {
	for k, v := range data.All() {
		if _, ok := k.(string); !ok {
			return fmt.Errorf("data: the name %v is no text", k)
		}
		if _, ok := v.(*session.Map); !ok {
			return fmt.Errorf("data: %q is a %s, not package data", k, session.TypeName(v))
		}
	}
	return nil
}

func seconds(v any) (time.Duration, bool) {
	var f float64
	switch v := v.(type) {
	case int64:
		f = float64(v)
	case float64:
		f = v
	default:
		return 0, false
	}
	if !(f >= 0 && f < float64(math.MaxInt64)/1e9) {
		return 0, false
	}
	return time.Duration(math.Round(f * 1e9)), true
}

// ErrDepth is wrapped by the error about JSON that is nested too deep to be read.
var ErrDepth = fmt.Errorf("nested deeper than %d levels", maxDepth)

func (d *decoder) value(depth int) (any, error) {
	t, err := d.token()
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
		return nil, fmt.Errorf("%.40q is no integer", s)
	}
	return n, nil
}

func (d *decoder) list(depth int) (any, error) {
	var values []any
	for d.more() {
		v, err := d.value(depth + 1)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	if _, err := d.token(); err != nil {
		return nil, err
	}
	return session.NewList(values...), nil
}

func (d *decoder) mapping(depth int) (any, error) {
	m := session.NewMap()
	for d.more() {
		name, err := d.name()
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
	if _, err := d.token(); err != nil {
		return nil, err
	}
	return unmark(m)
}

// unmark reads a marked form. An object with a single name in $ that is none
// stays what it is.
func unmark(m *session.Map) (any, error) {
	if m.Len() != 1 {
		return m, nil
	}
	mark, v := only(m)
	if !strings.HasPrefix(mark, "$") {
		return m, nil
	}
	var read func(string) (any, error)
	switch mark {
	case "$map":
		if l, ok := v.(*session.List); ok {
			return unpair(l)
		}
		return nil, errors.New("$map is no list of pairs")
	case "$bytes":
		read = readBytes
	case "$string":
		read = readString
	case "$time":
		read = readTime
	case "$float":
		read = readFloat
	default:
		return m, nil
	}
	s, ok := v.(string)
	if !ok {
		return nil, fmt.Errorf("%s is no text", mark)
	}
	x, err := read(s)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", mark, err)
	}
	return x, nil
}

// only is the one name of an object, and its value.
func only(m *session.Map) (name string, value any) {
	for k, v := range m.All() {
		name, value = k.(string), v
	}
	return name, value
}

func unpair(l *session.List) (any, error) {
	m := session.NewMap()
	for _, p := range l.All() {
		pair, ok := p.(*session.List)
		if !ok || pair.Len() != 2 {
			return nil, errors.New("$map is no list of pairs")
		}
		k, _ := pair.At(0)
		v, _ := pair.At(1)
		if m.Has(k) {
			return nil, fmt.Errorf("$map: the key %v comes twice", k)
		}
		if err := pair.Set(1, nil); err != nil { // the value is free, and not copied
			return nil, err
		}
		if err := m.Set(k, v); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func readBytes(s string) (any, error) {
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	return session.Bytes(b), err
}

func readString(s string) (any, error) {
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	return string(b), err
}

func readTime(s string) (any, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return nil, err
	}
	return session.Of(t)
}

func readFloat(s string) (any, error) {
	switch s {
	case "nan":
		return math.NaN(), nil
	case "inf":
		return math.Inf(1), nil
	case "-inf":
		return math.Inf(-1), nil
	}
	return nil, fmt.Errorf("%q is not inf, -inf or nan", s)
}
