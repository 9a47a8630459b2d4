package bounds

import (
	"context"
	"errors"
	"testing"

	"go.starlark.net/starlark"

	"sessh/repl/meter"
	"sessh/repl/script/object"
)

// name returns the class of an exception; "" for nil.
func name(err error) string {
	if err == nil {
		return ""
	}
	return object.FromError(err).Name()
}

// spin returns a loop without an end.
func spin(g *Guard) func(*starlark.Thread) error {
	return func(*starlark.Thread) error {
		for {
			if err := g.Step(); err != nil {
				return err
			}
		}
	}
}

func TestMemory(t *testing.T) {
	g := NewGuard(meter.New(1<<20), 0)
	defer g.Begin(context.Background())()
	if err := g.Made(1000); err != nil {
		t.Errorf("1,000 bytes of a million: %v", err)
	}
	err := g.Made(1 << 30)
	var bound *meter.Error
	if name(err) != "MemoryError" || !errors.As(err, &bound) || bound.Bound != 1<<20 {
		t.Errorf("a billion bytes of a million: %v", err)
	}
	if _, err := g.All(starlark.NewList(make([]starlark.Value, 1<<17))); name(err) != "MemoryError" {
		t.Errorf("the values of a list that is larger than the bound: %v", err)
	}
}

func TestSteps(t *testing.T) {
	g := NewGuard(meter.New(0), 10_000)
	defer g.Begin(context.Background())()
	if err := g.Threaded("spin", spin(g)); err == nil || err.Error() != "RuntimeError: stopped after 10000 steps, the limit in walkthroughs" {
		t.Errorf("a loop: %v", err)
	}
	if err := g.Threaded("again", func(*starlark.Thread) error { return nil }); err == nil {
		t.Error("steps are counted for each call alone")
	}
	defer g.Begin(context.Background())()
	if err := g.Threaded("the next run", func(*starlark.Thread) error { return nil }); err != nil {
		t.Errorf("the next run: %v", err)
	}
}

func TestContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	g := NewGuard(meter.New(0), 0)
	defer g.Begin(ctx)()
	err := g.Threaded("spin", func(thread *starlark.Thread) error {
		cancel()
		return spin(g)(thread)
	})
	if name(err) != "KeyboardInterrupt" || !errors.Is(err, context.Canceled) {
		t.Errorf("a loop whose context ends: %v", err)
	}
	if err := g.Made(1); name(err) != "KeyboardInterrupt" {
		t.Errorf("a byte after the end: %v", err)
	}
}

// TestFail: code that cannot return an error stops the statement with it, unless
// it is recovered.
func TestFail(t *testing.T) {
	g := NewGuard(meter.New(0), 0)
	defer g.Begin(context.Background())()
	failure := object.Raise("ValueError", "no")
	err := g.Threaded("spin", func(thread *starlark.Thread) error {
		g.Fail(failure)
		return spin(g)(thread)
	})
	if err != error(failure) || g.Failed() {
		t.Errorf("a statement that was stopped: %v", err)
	}
	err = g.Threaded("recovered", func(thread *starlark.Thread) error {
		g.Fail(failure)
		if err := g.Recovered(spin(g)(thread)); err != error(failure) {
			t.Errorf("recovered: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Errorf("a statement that recovered: %v", err)
	}
}

func TestSizes(t *testing.T) {
	for _, test := range []struct {
		name      string
		got, want int
	}{
		{"string", SizeOf(starlark.String("abc")), 3},
		{"integer", SizeOf(starlark.MakeInt(1).Lsh(800)), 100},
		{"tuple", SizeOf(starlark.Tuple{starlark.None, starlark.None}), 2 * ValueSize},
		{"none", SizeOf(starlark.None), 0},
		{"too many", Times(1<<40, 1<<40), Huge},
	} {
		if test.got != test.want {
			t.Errorf("%s: %d, not %d", test.name, test.got, test.want)
		}
	}
}
