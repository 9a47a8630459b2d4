package meter

import (
	"errors"
	"runtime"
	"testing"
)

func TestParseSize(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		want int64 // 0: an error
	}{
		{"1", 1}, {"1048576", 1 << 20}, {"64MB", 64 << 20}, {"64mb", 64 << 20}, {"64 MiB", 64 << 20}, {"1GiB", 1 << 30}, {"2G", 2 << 30}, {"8K", 8 << 10}, {"12B", 12},
		{"", 0}, {"0", 0}, {"-1", 0}, {"MB", 0}, {"1.5GB", 0}, {"12XB", 0}, {"9223372036854775807GB", 0}, {"8589934592GB", 0},
	} {
		n, err := parseSize(test.text)
		if n != test.want || (err == nil) != (test.want > 0) {
			t.Errorf("%q is %d, %v, not %d", test.text, n, err, test.want)
		}
		if err == nil {
			if again, err := parseSize(FormatSize(n)); again != n || err != nil {
				t.Errorf("%q is shown as %q, which is %d, %v", test.text, FormatSize(n), again, err)
			}
		}
	}
}

var held [][]byte

// hold makes n bytes in pieces, and keeps them.
func hold(m *Meter, n int) error {
	const piece = 64 << 10
	for ; n > 0; n -= piece {
		if err := m.Make(piece); err != nil {
			return err
		}
		held = append(held, make([]byte, piece))
	}
	return nil
}

func exceeded(err error) bool {
	var e *Error
	return errors.As(err, &e)
}

func TestMeter(t *testing.T) {
	const bound = 8 << 20
	for _, test := range []struct {
		name string
		run  func(t *testing.T, m *Meter)
	}{
		{"too large alone", func(t *testing.T, m *Meter) {
			if err := m.Make(bound + 1); !exceeded(err) {
				t.Error(err)
			}
		}},
		{"what is held adds up", func(t *testing.T, m *Meter) {
			if err := hold(m, 2*bound); !exceeded(err) {
				t.Error(err)
			}
		}},
		{"over several runs", func(t *testing.T, m *Meter) {
			var err error
			for range 16 {
				m.Begin()
				err = errors.Join(err, hold(m, bound/8))
				m.End()
			}
			if !exceeded(err) {
				t.Error(err)
			}
		}},
		{"what is dropped is free again", func(t *testing.T, m *Meter) {
			for range 16 {
				if err := hold(m, bound/2); err != nil {
					t.Fatal(err)
				}
				held = nil
			}
		}},
		{"what the shell holds is not counted", func(t *testing.T, m *Meter) {
			m.Begin()
			m.End()
			held = append(held, make([]byte, 2*bound))
			runtime.GC()
			m.Begin()
			if err := hold(m, bound/2); err != nil {
				t.Error(err)
			}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			held = nil
			runtime.GC()
			m := New(bound)
			m.Begin()
			test.run(t, m)
			m.End()
			held = nil
		})
	}
}
