//go:build unix

package line

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// drawn is a terminal that reports when a text is written to it.
type drawn struct {
	text string
	seen chan struct{}
}

func (d *drawn) Write(p []byte) (int, error) {
	if strings.Contains(string(p), d.text) {
		select {
		case d.seen <- struct{}{}:
		default:
		}
	}
	return len(p), nil
}

// benchmark returns the terminal from whose other side an editor reads lines, and wait, which
// waits until it has drawn what one of its lines ends in.
func benchmark(b *testing.B, c Config) (keys *os.File, wait func()) {
	keys, tty, err := pty.Open()
	if err != nil {
		b.Fatal(err)
	}
	out := &drawn{"> ", make(chan struct{}, 1)}
	c.In, c.Out = tty, out
	c.Width, c.Height = func() int { return 100 }, func() int { return 40 }
	e, err := New(c)
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for ctx.Err() == nil {
			_, _ = e.Read(ctx, "> ")
		}
	}()
	b.Cleanup(func() {
		cancel()
		<-ended
		e.Close()
		keys.Close()
		tty.Close()
	})
	<-out.seen
	return keys, func() { <-out.seen }
}

// BenchmarkKey is a key in a line of 80 characters, up to where it is drawn, with 10,000 lines
// in the history.
func BenchmarkKey(b *testing.B) {
	h := &History{}
	for i := range 10_000 {
		h.push(fmt.Sprintf("set /Shop/visitor-%024d/cart/total %d", i, i), "")
	}
	keys, wait := benchmark(b, Config{
		Suggest: func(line string) Suggestion { return Suggestion{Text: h.Rest(line)} },
		Styles: func(line string, pos int) []Span {
			return []Span{{0, len(line) / 2, "1"}, {len(line) / 2, len(line), "32"}}
		},
	})
	text := "set /Shop/visitor-" + strings.Repeat("0", 61) + "\x15"
	n := 0
	for b.Loop() {
		io.WriteString(keys, text[n:n+1])
		wait()
		n = (n + 1) % len(text)
	}
}

// BenchmarkPaste is a paste of 1 MB, up to where it is drawn.
func BenchmarkPaste(b *testing.B) {
	keys, wait := benchmark(b, Config{Suggest: func(string) Suggestion { return Suggestion{} }, Styles: func(string, int) []Span { return nil }})
	text := "\x1b[200~" + strings.Repeat("set /Shop/anna/cart/total 12\n", 1<<20/29) + "\x1b[201~"
	for b.Loop() {
		io.WriteString(keys, text)
		io.WriteString(keys, "\x15")
		wait()
	}
}
