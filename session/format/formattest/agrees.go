package formattest

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"sessh/session/tree"
)

// agrees compares a value of a session with what its framework reads. That is
// JSON, and where JSON cannot hold the value, or only at length, a mapping with
// one of these:
//
//	@bytes    bytes that are no text, in hexadecimal
//	@number   a number in decimal; nan, inf or -inf
//	@object   the name of an object's class; its state is beside it
//	@letters  how long a text is
//	@entries  how long a list is
func agrees(got, want any) error {
	if w, ok := want.(map[string]any); ok {
		for _, mark := range []string{"@bytes", "@number", "@object", "@letters", "@entries"} {
			if x, ok := w[mark]; ok {
				return agreesMark(got, mark, fmt.Sprint(x))
			}
		}
		return agreesMap(got, w)
	}
	ok := false
	switch w := want.(type) {
	case nil:
		ok = got == nil
	case bool:
		ok = got == w
	case string:
		ok = text(got) == w
	case json.Number:
		ok = number(got) == decimal(w.String())
	case []any:
		return agreesList(got, w)
	}
	return unless(ok, got, want)
}

func unless(ok bool, got, want any) error {
	if ok {
		return nil
	}
	if o, ok := got.(tree.Object); ok {
		got = o.Display()
	}
	return fmt.Errorf("it is %T %.200v, want %.200v", got, got, want)
}

func agreesMark(got any, mark, want string) error {
	ok := false
	switch mark {
	case "@bytes":
		b, isBytes := got.(tree.Bytes)
		ok = isBytes && hex.EncodeToString([]byte(b)) == want
	case "@number":
		ok = number(got) == decimal(want)
	case "@letters":
		ok = strconv.Itoa(utf8.RuneCountInString(text(got))) == want
	case "@entries":
		l, isList := got.(*tree.List)
		ok = isList && strconv.Itoa(l.Len()) == want
	case "@object":
		o, isObject := got.(tree.Object)
		ok = isObject && (strings.Contains(o.Display(), want) || strings.HasPrefix(o.Display(), "<same as "))
	}
	return unless(ok, got, mark+" "+want)
}

func agreesList(got any, want []any) error {
	l, ok := got.(*tree.List)
	if m, isMap := got.(*tree.Map); isMap && m.Len() == 0 && len(want) == 0 {
		return nil // some languages have one kind of empty array
	}
	if !ok || l.Len() != len(want) {
		return unless(false, got, want)
	}
	for i, v := range l.All() {
		if err := agrees(v, want[i]); err != nil {
			return fmt.Errorf("%d: %w", i, err)
		}
	}
	return nil
}

func agreesMap(got any, want map[string]any) error {
	m, ok := got.(*tree.Map)
	if l, isList := got.(*tree.List); isList && l.Len() == 0 && len(want) == 0 {
		return nil
	}
	if !ok || m.Len() != len(want) {
		return unless(false, got, want)
	}
	for k, v := range m.All() {
		w, ok := want[fmt.Sprint(k)]
		if !ok {
			return fmt.Errorf("%v should not be there", k)
		}
		if err := agrees(v, w); err != nil {
			return fmt.Errorf("%v: %w", k, err)
		}
	}
	return nil
}

func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case tree.Bytes: // of a language that does not tell them apart
		return string(v)
	}
	return fmt.Sprintf("%T", v)
}

// number returns a number's decimal form, by which an integer and a float differ.
func number(v any) string {
	switch v := v.(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case *big.Int:
		return v.String()
	case float64:
		return float(v)
	}
	return fmt.Sprintf("%T %v", v, v)
}

func float(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "float " + strings.TrimPrefix(strings.ToLower(strconv.FormatFloat(v, 'g', -1, 64)), "+")
	}
	return "float " + strconv.FormatFloat(v, 'g', -1, 64)
}

func decimal(s string) string {
	if strings.ContainsAny(s, ".enf") {
		f, err := strconv.ParseFloat(s, 64)
		if err == nil {
			return float(f)
		}
	}
	return s
}
