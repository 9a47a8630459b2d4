package textproto_test

import (
	"strconv"
	"strings"
	"testing"

	"sessh/session/memcached/textproto"
)

// TestNumber reads what strconv reads as a number, and nothing else.
func TestNumber(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "0", "7", "007", "12345678901234567890", "18446744073709551615", "18446744073709551616", "9999999999999999999",
		"99999999999999999999", "-1", "+1", "1 ", "x", "1x", "0x1", "1_0", "/", ":",
	} {
		want, err := strconv.ParseUint(text, 10, 64)
		if n, ok := textproto.Number([]byte(text)); ok != (err == nil) || ok && n != want {
			t.Errorf("%q: %d, %v, want %d, %v", text, n, ok, want, err)
		}
	}
}

// TestPlain looks for each byte at each place of keys of several lengths.
func TestPlain(t *testing.T) {
	t.Parallel()
	for n := range 20 {
		for at := range n {
			for c := range 256 {
				key := strings.Repeat("\xff", at) + string([]byte{byte(c)}) + strings.Repeat("!", n-at-1)
				if got, want := textproto.Plain(key), c > ' ' && c != 0x7f; got != want {
					t.Fatalf("%q is plain: %v", key, got)
				}
			}
		}
	}
}
