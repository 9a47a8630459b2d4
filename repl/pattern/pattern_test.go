package pattern

import (
	"context"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// stopping is a context that ends after it was asked a number of times.
type stopping struct {
	context.Context
	asks, after int
}

func (s *stopping) Err() error {
	if s.asks++; s.asks > s.after {
		return context.Canceled
	}
	return nil
}

func TestTooLarge(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text string }{
		{"long", strings.Repeat("x", maxText+1)},
		{"classes", strings.Repeat("[a-z]", 2_000_000)},
		{"repeated", strings.Repeat("x{1000}", 9)},
		{"repeated in each other", strings.Repeat("((abc){1,30}[xy]*){1,30}", 5)},
		{"repeated without an end", strings.Repeat("(x|y){900,}", 8)},
	} {
		t.Run(test.name, func(t *testing.T) {
			var e *TooLargeError
			if _, err := Compile("", test.text); !errors.As(err, &e) {
				t.Errorf("%v", err)
			}
		})
	}
	for _, text := range []string{"(x{1,30}){1,30}y", strings.Repeat("x", maxText), `\pL+\s*(\d{1,3}\.){3}`, strings.Repeat("word|", 500)} {
		if _, err := Compile("(?i)", text); err != nil {
			t.Errorf("%.50s: %v", text, err)
		}
	}
}

// TestStopped: a match in a long text ends when it is to, whatever it is that
// does not match.
func TestStopped(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, s string }{
		{"repeated", "(x{1,30}){1,30}y", strings.Repeat("x", 1<<20)},
		{"many classes", "(" + strings.Repeat("[a-x]?", 600) + "){2}y", strings.Repeat("x", 1<<14)},
		{"small", "x+y", strings.Repeat("x", 4<<20)},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, err := Compile("", test.text)
			if err != nil {
				t.Fatal(err)
			}
			for name, f := range map[string]func(context.Context) error{
				"match": func(ctx context.Context) error { _, err := p.Match(ctx, test.s); return err },
				"count": func(ctx context.Context) error { _, err := p.Count(ctx, test.s, 10, 1<<60); return err },
			} {
				ctx := &stopping{Context: context.Background(), after: 3}
				if err := f(ctx); !errors.Is(err, context.Canceled) || ctx.asks != ctx.after+1 {
					t.Errorf("%s: %v, asked %d times", name, err, ctx.asks)
				}
			}
		})
	}
}

func TestCountStops(t *testing.T) {
	t.Parallel()
	p, err := Compile("", "x*y|x") // looks at the whole rest for each match
	if err != nil {
		t.Fatal(err)
	}
	if n, err := p.Count(context.Background(), strings.Repeat("x", 100_000), 1<<30, 1<<22); !errors.Is(err, ErrTooLong) || n == 0 || n > 10 {
		t.Errorf("%d matches, %v", n, err)
	}
	deep, err := Compile("", strings.Repeat("(", 998)+"x"+strings.Repeat(")", 998))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := deep.Count(context.Background(), "xxx", 1<<30, 1<<30); n < 3 || err != nil {
		t.Errorf("%d matches of what is nested deep, %v", n, err)
	}
	if n, err := p.Count(context.Background(), strings.Repeat("x", 1000), 7, 1<<30); n != 7 || err != nil {
		t.Errorf("%d matches, %v", n, err)
	}
}

// TestSame: what is read rune by rune matches as the text does.
func TestSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{"^x", "x$", `\bx`, `x\B`, "x+", "x|y", "xy|x", ".", `\Ax`, "(x)(y)?", "[^x]+", "(?m)^x", "(?i)X", "é", `\Qx`}).Draw(t, "expression")
		s := rapid.StringOfN(rapid.SampledFrom([]rune("xyX é\n\xff")), 0, 40, -1).Draw(t, "text")
		p, err := Compile("", text)
		if err != nil {
			t.Fatal(err)
		}
		n, err := p.Count(context.Background(), s, 1<<30, 1<<30)
		if want := len(p.FindAllStringIndex(s, -1)); err != nil || n != want {
			t.Errorf("%d matches of %s in %q, not %d: %v", n, text, s, want, err)
		}
		if got := p.MatchReader(&reader{ctx: context.Background(), s: s}); got != p.MatchString(s) {
			t.Errorf("%s in %q: %v", text, s, got)
		}
	})
}
