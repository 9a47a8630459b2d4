package chars

// What bytes have of cases: those of the letters of ASCII.

func isUpperByte(b byte) bool { return b >= 'A' && b <= 'Z' }
func isLowerByte(b byte) bool { return b >= 'a' && b <= 'z' }

// recased changes the case of letters; upper reports which become upper case, by their
// index and the byte before.
func recased(s string, upper func(i int, before, b byte) bool) string {
	out, before := []byte(s), byte(0)
	for i, b := range out {
		switch up := upper(i, before, b); {
		case up && isLowerByte(b):
			out[i] = b - 32
		case !up && isUpperByte(b):
			out[i] = b + 32
		}
		before = b
	}
	return string(out)
}

// UpperASCII is bytes.upper.
func UpperASCII(s string) string {
	return recased(s, func(int, byte, byte) bool { return true })
}

// LowerASCII is bytes.lower.
func LowerASCII(s string) string {
	return recased(s, func(int, byte, byte) bool { return false })
}

// CapitalizeASCII is bytes.capitalize.
func CapitalizeASCII(s string) string {
	return recased(s, func(i int, _, _ byte) bool { return i == 0 })
}

// TitleASCII is bytes.title.
func TitleASCII(s string) string {
	return recased(s, func(_ int, before, _ byte) bool { return !isUpperByte(before) && !isLowerByte(before) })
}

// SwapASCII is bytes.swapcase.
func SwapASCII(s string) string {
	return recased(s, func(_ int, _, b byte) bool { return isLowerByte(b) })
}
