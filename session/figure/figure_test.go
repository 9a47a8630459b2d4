package figure_test

import (
	"testing"

	"sessh/session/figure"
)

func TestBytes(t *testing.T) {
	t.Parallel()
	for want, n := range map[string]int64{"0 B": 0, "1023 B": 1023, "1.0 KiB": 1024, "1.5 MiB": 3 << 19, "64.0 MiB": 64 << 20, "8.0 EiB": 1<<63 - 1} {
		if got := figure.Bytes(n); got != want {
			t.Errorf("%d bytes are %q, want %q", n, got, want)
		}
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	for want, n := range map[string]int{"0 keys": 0, "1 key": 1, "2 keys": 2} {
		if got := figure.Count(n, "key"); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}

func TestRate(t *testing.T) {
	t.Parallel()
	for want, f := range map[string]float64{"0": 0, "0.0333": 1.0 / 30, "2": 2, "12.3": 12.345, "1235": 1234.5678, "123456": 123456} {
		if got := figure.Rate(f); got != want {
			t.Errorf("%v is %q, want %q", f, got, want)
		}
	}
}

func TestThousands(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000", -12: "-12"} {
		if got := figure.Thousands(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
}

func TestThem(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "them", 1: "it", 2: "them"} {
		if got := figure.Them(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}
