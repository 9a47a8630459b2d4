package repl

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// BenchmarkLines runs n lines of a script in one transaction. The time of a line is
// not to depend on how many came before it.
func BenchmarkLines(b *testing.B) {
	for _, kind := range []struct {
		name string
		line func(i int) string
	}{
		{"keys", func(i int) string { return fmt.Sprintf("set /Shop/s1/cart/k%d %d", i, i) }},
		{"sessions", func(i int) string { return fmt.Sprintf("set /Shop/s%d/cart/k %d", i, i) }},
		{"one_key", func(i int) string { return fmt.Sprintf("set /Shop/s1/cart/k %d", i) }},
		{"savepoints", func(i int) string {
			if i%2 == 0 {
				return fmt.Sprintf("savepoint p%d", i)
			}
			return fmt.Sprintf("set /Shop/s1/cart/k%d %d", i, i)
		}},
		{"statements", func(i int) string { return fmt.Sprintf("data['k%d'] = %d", i, i) }},
	} {
		for _, n := range []int{1_000, 10_000, 100_000, 1_000_000} {
			b.Run(fmt.Sprintf("%s/%d", kind.name, n), func(b *testing.B) {
				for b.Loop() {
					runLines(b, n, kind.line)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/line")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

func runLines(tb testing.TB, n int, line func(i int) string) {
	sh := New(Options{})
	defer sh.Close(context.Background())
	var text strings.Builder
	text.WriteString("cd /Shop/s1/cart\n")
	for i := range n {
		text.WriteString(line(i) + "\n")
	}
	if err := sh.script(context.Background(), "", strings.NewReader(text.String())); err != nil {
		tb.Fatal(err)
	}
}

// longLines are lines of n bytes and a few: what is linear is as fast for each byte of a
// long one as of a short one.
var longLines = []struct {
	name string
	line func(n int) string
}{
	{"text", func(n int) string { return "set /Shop/s1/cart/k " + strings.Repeat("x", n) }},
	{"words", func(n int) string { return "set /Shop/s1/cart/k " + strings.Repeat("xy ", n/3) }},
	{"quoted", func(n int) string { return `set /Shop/s1/cart/k "` + strings.Repeat("x", n) + `"` }},
	{"single_quotes", func(n int) string { return `set /Shop/s1/cart/k '` + strings.Repeat("x", n) + `'` }},
	{"list", func(n int) string { return "set /Shop/s1/cart/k [" + strings.Repeat("1234567, ", n/9) + "1]" }},
	{"object", func(n int) string { return `set /Shop/s1/cart/k {"a": "` + strings.Repeat("x", n) + `"}` }},
	{"bytes", func(n int) string { return "set --bytes /Shop/s1/cart/k " + strings.Repeat("00ff", n/4) }},
	{"shown_bytes", func(n int) string { return `set /Shop/s1/cart/k b"` + strings.Repeat(`\xff`, n/4) + `"` }},
	{"inside", func(n int) string { return "time set /Shop/s1/cart/k " + strings.Repeat("x", n) }},
	{"path", func(n int) string { return "set /Shop/s1/cart/" + strings.Repeat("x", n) + " 1" }},
	{"quoted_path", func(n int) string { return "set /Shop/s1/cart/" + strings.Repeat(`""x`, n/3) + " 1" }},
	{"statement", func(n int) string { return ">>> data['k'] = '" + strings.Repeat("x", n) + "'" }},
	{"statement_list", func(n int) string { return ">>> data['k'] = [" + strings.Repeat("1234567, ", n/9) + "1]" }},
}

func BenchmarkLongLine(b *testing.B) {
	for _, kind := range longLines {
		for _, n := range []int{10_000, 100_000, 1_000_000, 10_000_000} {
			b.Run(fmt.Sprintf("%s/%d", kind.name, n), func(b *testing.B) {
				text := kind.line(n)
				b.SetBytes(int64(n))
				for b.Loop() {
					runLines(b, 1, func(int) string { return text })
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/byte")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}
