package graph

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// Number returns the number that a decimal is written as, as JSON readers take it: without a
// point and an exponent it is an integer, and else the nearest float. It returns nil for text that
// is not a number.
func Number(text string) *Node {
	const longest = 400 // digits of an integer that is not taken for a float
	unsigned := strings.TrimPrefix(strings.TrimPrefix(text, "-"), "+")
	switch strings.ToLower(unsigned) {
	case "inf", "infinity":
		sign := 1
		if text[0] == '-' {
			sign = -1
		}
		return &Node{Kind: Float, Float: math.Inf(sign)}
	case "nan", "snan":
		return &Node{Kind: Float, Float: math.NaN()}
	}
	if unsigned == "" || strings.Trim(unsigned, "0123456789.eE+-") != "" {
		return nil
	}
	if len(unsigned) <= longest && strings.Trim(unsigned, "0123456789") == "" {
		if n, ok := new(big.Int).SetString(text, 10); ok {
			return NewBig(n)
		}
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil && !math.IsInf(f, 0) {
		return nil
	}
	return &Node{Kind: Float, Float: f}
}

// The layouts of dates and times in ISO 8601 that [Dialect.Stands] returns. Within one offset they sort
// as text, parts of a second in UTC without the Z only.
const (
	ISODate  = time.DateOnly
	ISOClock = "15:04:05.999999999"
	ISOLocal = ISODate + "T" + ISOClock
	ISOTime  = time.RFC3339Nano
)
