package number

import (
	"math"
	"math/big"
)

// precisePow is f to the power of g, rounded as the C library does. What Go's
// package math returns differs from it in the last digits.
func precisePow(f, g float64) float64 {
	rough := math.Pow(f, g)
	if math.IsInf(rough, 0) || math.IsNaN(rough) || rough == 0 || f == 1 || g == 0 || math.Abs(f) == math.Inf(1) {
		return rough
	}
	x := new(big.Float).SetPrec(precision).SetFloat64(math.Abs(f))
	y := new(big.Float).SetPrec(precision).SetFloat64(g)
	r, _ := bigExp(y.Mul(y, bigLog(x))).Float64()
	return math.Copysign(r, rough)
}

const precision = 200 // bits

func bigFloat(x float64) *big.Float { return new(big.Float).SetPrec(precision).SetFloat64(x) }

// bigLog is the natural logarithm of a positive number.
func bigLog(x *big.Float) *big.Float {
	m := bigFloat(0)
	e := x.MantExp(m) // m is from 0.5 to 1
	sum := atanh(m)
	return sum.Add(sum, new(big.Float).SetPrec(precision).Mul(bigFloat(float64(e)), log2()))
}

// log2 is the logarithm of 2.
func log2() *big.Float { return new(big.Float).Neg(atanh(bigFloat(0.5))) }

// atanh is log(m), as twice the series of the area hyperbolic tangent of
// (m - 1) / (m + 1).
func atanh(m *big.Float) *big.Float {
	one := bigFloat(1)
	z := new(big.Float).SetPrec(precision).Quo(new(big.Float).SetPrec(precision).Sub(m, one), new(big.Float).SetPrec(precision).Add(m, one))
	square := new(big.Float).SetPrec(precision).Mul(z, z)
	sum, power := bigFloat(0), z
	for n := 1.0; n < 140; n += 2 {
		sum.Add(sum, new(big.Float).SetPrec(precision).Quo(power, bigFloat(n)))
		power = new(big.Float).SetPrec(precision).Mul(power, square)
	}
	return sum.Mul(sum, bigFloat(2))
}

// bigExp is e to the power of x.
func bigExp(x *big.Float) *big.Float {
	quotient, _ := new(big.Float).SetPrec(precision).Quo(x, log2()).Float64()
	k := math.Round(quotient)
	rest := new(big.Float).SetPrec(precision).Sub(x, new(big.Float).SetPrec(precision).Mul(bigFloat(k), log2()))
	sum, term := bigFloat(1), bigFloat(1)
	for n := 1.0; n < 50; n++ {
		term = new(big.Float).SetPrec(precision).Quo(new(big.Float).SetPrec(precision).Mul(term, rest), bigFloat(n))
		sum.Add(sum, term)
	}
	return sum.SetMantExp(sum, int(k))
}
