package marked

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"sessh/session/storage"
	"sessh/session/tree"
)

// Append appends the form of a value to b. It fails for what is longer than any item.
func Append(b []byte, v any) ([]byte, error) {
	e := encoder{}
	return e.value(b, v, 0)
}

// AppendText is [Append] for a text, which never fails.
func AppendText(b []byte, s string) []byte {
	if !simple(s) && !utf8.ValidString(s) {
		return marked(b, "$string", base64.StdEncoding.EncodeToString([]byte(s)))
	}
	return quote(b, s)
}

// Write writes the form of a value as it is made: a small value can have a very long
// one, since what it holds several times is written each time. What it has written
// when it fails is not JSON.
func Write(w io.Writer, v any) error {
	e := encoder{out: w}
	b, err := e.value(nil, v, 0)
	if err == nil {
		_, err = w.Write(b)
	}
	return err
}

// Holds reports whether a value has a form: objects have none.
func Holds(v any) bool { return holds(v, 0) }

func holds(v any, depth int) bool {
	switch v := v.(type) {
	case *tree.Map:
		for k, x := range v.All() {
			if !holds(k, depth+1) || !holds(x, depth+1) {
				return false
			}
		}
	case *tree.List:
		for _, x := range v.All() {
			if !holds(x, depth+1) {
				return false
			}
		}
	case tree.Object:
		return false
	}
	return depth <= maxDepth
}

// mostBytes bounds what is made in memory: no item holds more.
const mostBytes = 256 << 20

// pieceSize is how much is written at a time.
const pieceSize = 32 << 10

// encoder makes JSON of values.
type encoder struct{ out io.Writer } // nil: all is appended

// pass writes what there is where that is enough, and begins anew.
func (e *encoder) pass(b []byte) ([]byte, error) {
	switch {
	case e.out == nil && len(b) > mostBytes:
		return nil, fmt.Errorf("%w: it takes more than %d MB as JSON", storage.ErrTooLarge, mostBytes>>20)
	case e.out == nil || len(b) < pieceSize:
		return b, nil
	}
	_, err := e.out.Write(b)
	return b[:0], err
}

func (e *encoder) value(b []byte, v any, depth int) ([]byte, error) {
	b, err := e.pass(b)
	if err != nil {
		return nil, err
	}
	if depth > maxDepth {
		return nil, fmt.Errorf("nested deeper than %d levels", maxDepth)
	}
	switch v := v.(type) {
	case nil:
		return append(b, "null"...), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case int64:
		return strconv.AppendInt(b, v, 10), nil
	case *big.Int:
		return v.Append(b, 10), nil
	case float64:
		return float(b, v), nil
	case string:
		return AppendText(b, v), nil
	case tree.Bytes:
		return marked(b, "$bytes", base64.StdEncoding.EncodeToString([]byte(v))), nil
	case time.Time:
		return marked(b, "$time", v.Format(time.RFC3339Nano)), nil
	case *tree.List:
		return e.list(b, v, depth+1)
	case *tree.Map:
		return e.mapping(b, v, depth+1)
	case tree.Object:
		return nil, fmt.Errorf("JSON cannot express the object %s", v.Display())
	}
	return nil, fmt.Errorf("JSON cannot express a %T", v)
}

func (e *encoder) list(b []byte, l *tree.List, depth int) ([]byte, error) {
	b = append(b, '[')
	var err error
	for i, v := range l.All() {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = e.value(b, v, depth); err != nil {
			return nil, fmt.Errorf("[%d]: %w", i, err)
		}
	}
	return append(b, ']'), nil
}

func (e *encoder) mapping(b []byte, m *tree.Map, depth int) ([]byte, error) {
	if !plainKeys(m) {
		return e.pairs(b, m, depth)
	}
	b = append(b, '{')
	var err error
	first := true
	for k, v := range m.All() {
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(quote(b, k.(string)), ':')
		if b, err = e.value(b, v, depth); err != nil {
			return nil, fmt.Errorf("%q: %w", k, err)
		}
	}
	return append(b, '}'), nil
}

// plainKeys reports whether a JSON object can stand for the mapping.
func plainKeys(m *tree.Map) bool {
	for k := range m.All() {
		s, ok := k.(string)
		if !ok || !simple(s) && !utf8.ValidString(s) || m.Len() == 1 && strings.HasPrefix(s, "$") {
			return false
		}
	}
	return true
}

func (e *encoder) pairs(b []byte, m *tree.Map, depth int) ([]byte, error) {
	b = append(b, `{"$map":[`...)
	var err error
	first := true
	for k, v := range m.All() {
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(b, '[')
		if b, err = e.value(b, k, depth); err != nil {
			return nil, err
		}
		b = append(b, ',')
		if b, err = e.value(b, v, depth); err != nil {
			return nil, err
		}
		b = append(b, ']')
	}
	return append(b, "]}"...), nil
}

func marked(b []byte, mark, text string) []byte {
	b = append(b, '{', '"')
	b = append(b, mark...)
	b = append(b, '"', ':')
	b = quote(b, text)
	return append(b, '}')
}

func float(b []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return marked(b, "$float", "nan")
	case math.IsInf(f, 1):
		return marked(b, "$float", "inf")
	case math.IsInf(f, -1):
		return marked(b, "$float", "-inf")
	}
	return tree.AppendFloat(b, f)
}

// simple reports whether a text is the same in quotes.
func simple[T string | []byte](s T) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			return false
		}
	}
	return true
}

// quote appends a JSON string. Only what JSON and a terminal cannot show is
// escaped: a person is to read it.
func quote[T string | []byte](b []byte, s T) []byte {
	if simple(s) {
		b = append(b, '"')
		b = append(b, s...)
		return append(b, '"')
	}
	var w strings.Builder
	e := json.NewEncoder(&w)
	e.SetEscapeHTML(false)
	if err := e.Encode(string(s)); err != nil {
		panic(err) // a string always encodes
	}
	return append(b, strings.TrimSuffix(w.String(), "\n")...)
}
