package jq

import (
	"math"
	"math/big"
	"strings"

	"github.com/itchyny/gojq"
)

// guardFunction is __guard($run; kind; args): it returns its input, or stops the run if the
// function that is called next would allocate too much.
const guardFunction = "__guard"

// guards find out how much functions would allocate for their input and arguments.
var guards = map[string]func(r *run, v any, args []any) error{
	"text":      guardText,
	"join":      guardJoin,
	"compare":   guardCompare,
	"split":     guardSplit,
	"explode":   func(r *run, v any, _ []any) error { return r.times(v, 32) },
	"fromjson":  guardFromJSON,
	"number":    guardNumber,
	"test":      guardTest,
	"match":     guardMatch,
	"scan":      func(r *run, v any, args []any) error { return guardMatches(r, v, args, "g") },
	"copy":      guardCopy,
	"plus":      guardPlus,
	"time":      guardTime,
	"order":     guardOrder,
	"path":      guardPath,
	"index":     guardIndex,
	"transpose": guardTranspose,
	"multiply":  guardMultiply,
	"subtract":  guardSubtract,
	"indices":   guardIndices,
}

func guard(v any, args []any) any {
	r, ok := args[0].(*run)
	if !ok {
		return v
	}
	kind, _ := args[1].(string)
	given, _ := args[2].([]any)
	if err := guards[kind](r, v, given); err != nil {
		return err
	}
	return v
}

// guardCopy is for functions that allocate as many values, or as long a text, as they are
// given.
func guardCopy(r *run, v any, _ []any) error {
	if s, ok := v.(string); ok {
		return r.times(s, 1)
	}
	return r.ctx.Make(int64(length(v)) * (sizeOfValue + sizeOfNumber))
}

// guardPlus is for the sum of two values.
func guardPlus(r *run, _ any, args []any) error {
	n := int64(0)
	for _, x := range args {
		switch x := x.(type) {
		case string:
			n += int64(len(x))
		case []any:
			n += int64(len(x)) * sizeOfValue
		case map[string]any:
			n += int64(len(x)) * sizeOfEntry
		}
	}
	return r.ctx.Make(n)
}

// maxFormat limits the format of a time: a few bytes of it can be padded to a thousand.
const maxFormat = 4096

func guardTime(r *run, _ any, args []any) error {
	if s, ok := args[0].(string); ok && len(s) > maxFormat {
		return r.stop("a format of a time of more than %d bytes is too long", maxFormat)
	}
	return nil
}

// maxOrder limits the order of a Bessel function, which is computed step by step.
const maxOrder = 1 << 20

func guardOrder(r *run, _ any, args []any) error {
	if n, ok := gojq.ToFloat64(args[0]); ok && math.Abs(n) > maxOrder {
		return r.stop("a Bessel function of an order of more than %d takes too long", maxOrder)
	}
	return nil
}

// guardText is for functions that write a value out, at most six bytes for one.
func guardText(r *run, v any, args []any) error {
	for _, x := range append(args[:len(args):len(args)], v) {
		w, err := r.weigh(x, maxValues)
		if err != nil {
			return err
		}
		if err := r.ctx.Make(6 * w.bytes); err != nil {
			return err
		}
	}
	return nil
}

func guardJoin(r *run, v any, args []any) error {
	w, err := r.weigh(v, maxValues)
	if err != nil {
		return err
	}
	n := w.bytes
	if sep, ok := args[0].(string); ok {
		n += int64(len(sep)) * int64(length(v))
	}
	return r.ctx.Make(n)
}

func length(v any) int {
	switch v := v.(type) {
	case []any:
		return len(v)
	case map[string]any:
		return len(v)
	case string:
		return len(v)
	}
	return 0
}

func guardCompare(r *run, v any, args []any) error {
	for _, x := range append(args[:len(args):len(args)], v) {
		switch x.(type) {
		case []any, map[string]any:
			if _, err := r.weigh(x, maxCompared); err != nil {
				return err
			}
		}
	}
	return nil
}

// times is for functions that allocate a number of bytes for each byte of a text.
func (r *run) times(v any, each int64) error {
	s, _ := v.(string)
	return r.ctx.Make(int64(len(s)) * each)
}

func guardSplit(r *run, v any, args []any) error {
	s, _ := v.(string)
	sep, ok := args[0].(string)
	if !ok {
		return nil
	}
	return r.ctx.Make(int64(strings.Count(s, sep)+1) * 3 * sizeOfValue)
}

// guardFromJSON is for text that may contain a number that is too long.
func guardFromJSON(r *run, v any, _ []any) error {
	s, _ := v.(string)
	digits, quoted := 0, false
	for i := 0; i < len(s) && digits <= maxDigits; i++ {
		switch c := s[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted, digits = !quoted, 0
		case c >= '0' && c <= '9' && !quoted:
			digits++
		case c != '.':
			digits = 0
		}
	}
	if digits > maxDigits {
		return r.tooLong()
	}
	return r.times(v, 32)
}

func (r *run) tooLong() error {
	return r.stop("a number of more than %d digits is too long", maxDigits)
}

func guardNumber(r *run, v any, _ []any) error {
	if s, ok := v.(string); ok && len(s) > maxDigits {
		return r.tooLong()
	}
	return nil
}

// guardPath is for paths with indexes far beyond the ends of arrays.
func guardPath(r *run, v any, args []any) error {
	for _, p := range args {
		path, ok := p.([]any)
		if !ok {
			continue
		}
		if len(path) > maxDepth {
			return r.stop("a path of more than %d keys is too long", maxDepth)
		}
		for _, x := range path {
			if err := guardIndex(r, nil, []any{x}); err != nil {
				return err
			}
		}
	}
	_, err := r.weigh(v, maxValues)
	return err
}

const fewValues = 1 << 12

func guardIndex(r *run, v any, args []any) error {
	x := v
	if len(args) > 0 {
		x = args[0]
	}
	if i, ok := gojq.ToInt(x); ok && i > fewValues {
		return r.ctx.Make(min(int64(i), math.MaxInt64/sizeOfValue-1) * sizeOfValue)
	}
	return nil
}

func guardTranspose(r *run, v any, _ []any) error {
	rows, _ := v.([]any)
	longest := 0
	for _, row := range rows {
		longest = max(longest, length(row))
	}
	return r.ctx.Make(int64(len(rows)) * int64(longest) * sizeOfValue)
}

func guardMultiply(r *run, _ any, args []any) error {
	x, y := args[0], args[1]
	if _, ok := x.(string); !ok {
		x, y = y, x
	}
	if s, ok := x.(string); ok {
		n, ok := gojq.ToFloat64(y)
		if !ok {
			return nil
		}
		return r.ctx.Make(int64(min(max(n, 0), math.MaxInt32) * float64(len(s))))
	}
	if bits(x)+bits(y) > maxBits {
		return r.stop("an integer of more than %d bits is too large", maxBits)
	}
	if _, ok := x.(map[string]any); !ok {
		return nil
	}
	return guardText(r, nil, args)
}

func bits(v any) int {
	if n, ok := v.(*big.Int); ok {
		return n.BitLen()
	}
	return 0
}

func guardSubtract(r *run, _ any, args []any) error {
	if err := guardCompare(r, nil, args); err != nil {
		return err
	}
	x, _ := args[0].([]any)
	y, _ := args[1].([]any)
	return r.pairs(x, y)
}

// pairs is for functions that compare each value with each other.
func (r *run) pairs(x, y any) error {
	n, m := int64(length(x)), int64(length(y))
	if n > 0 && m > maxPairs/n {
		return r.stop("%d values compared with %d take too long", n, m)
	}
	return nil
}

func guardIndices(r *run, v any, args []any) error {
	if err := guardCompare(r, v, args); err != nil {
		return err
	}
	if s, ok := v.(string); ok {
		if err := r.times(s, 32); err != nil {
			return err
		}
		if sub, ok := args[0].(string); ok && len(sub) > 0 && !strings.Contains(s, sub) {
			return nil
		}
	}
	return r.pairs(v, args[0])
}
