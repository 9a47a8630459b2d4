package files

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"
)

// endsWhenAwaited is a context that ends when something waits for its end.
type endsWhenAwaited struct {
	context.Context
	end context.CancelFunc
}

func (c endsWhenAwaited) Done() <-chan struct{} {
	c.end()
	return c.Context.Done()
}

// TestHeardFile: reading and writing hear Ctrl-C while they wait.
func TestHeardFile(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"read", "write"} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		defer w.Close()
		ended := make(chan error, 1)
		go func() {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			h, b := &interruptibleFile{r, endsWhenAwaited{ctx, cancel}, true}, make([]byte, 1<<20)
			do := h.Read
			if way == "write" {
				h.file, do = w, h.Write
			}
			_, err := do(b)
			ended <- err
		}()
		select {
		case err := <-ended:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s ends with %v", way, err)
			}
		case <-time.After(5 * time.Minute):
			t.Errorf("%s goes on", way)
		}
	}
}
