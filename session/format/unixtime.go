package format

import "time"

// UnixTime returns a time that a framework keeps as a number of seconds since 1970; zero for a number that
// is none.
func UnixTime(seconds float64) time.Time {
	const most = 1 << 38 // some 8,700 years
	if seconds > 0 && seconds < most {
		return time.UnixMicro(int64(seconds * 1e6))
	}
	return time.Time{}
}
