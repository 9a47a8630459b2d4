package meanwhile_test

import (
	"context"
	"testing"

	"sessh/session/storage/meanwhile"
)

func TestDoneOnce(t *testing.T) {
	t.Parallel()
	meanwhile.Do(t.Context()) // there is nothing to do
	for _, during := range []int{0, 1, 2} {
		n := 0
		ctx, finish := meanwhile.With(t.Context(), func() { n++ })
		for range during {
			if meanwhile.Do(ctx); n != 1 {
				t.Errorf("while waiting, it was done %d times", n)
			}
		}
		if finish(); n != 1 {
			t.Errorf("asked for it %d times while waiting, it was done %d times", during, n)
		}
	}
}

func TestWithout(t *testing.T) {
	t.Parallel()
	n := 0
	ctx, finish := meanwhile.With(t.Context(), func() { n++ })
	if meanwhile.Do(meanwhile.Without(ctx)); n != 0 {
		t.Errorf("without work, it was done %d times", n)
	}
	if finish(); n != 1 {
		t.Errorf("it was done %d times", n)
	}
}

// TestFinishWaits: work that goes on in another goroutine is waited for.
func TestFinishWaits(t *testing.T) {
	t.Parallel()
	begun, goOn, done := make(chan struct{}), make(chan struct{}), false
	ctx, finish := meanwhile.With(t.Context(), func() {
		close(begun)
		<-goOn
		done = true
	})
	go meanwhile.Do(ctx)
	<-begun
	meanwhile.Do(ctx) // does not wait
	close(goOn)
	if finish(); !done {
		t.Error("finish did not wait")
	}
}

func TestPanicsInFinish(t *testing.T) {
	t.Parallel()
	ctx, finish := meanwhile.With(context.Background(), func() { panic("oops") })
	meanwhile.Do(ctx)
	defer func() {
		if v := recover(); v != "oops" {
			t.Errorf("finish panics with %v", v)
		}
	}()
	finish()
}
