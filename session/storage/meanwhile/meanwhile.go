// Package meanwhile lets a caller's work be done while a store waits for a server, in the caller's
// goroutine: it costs no time then, and no other thread has to be woken.
//
// The work is handed down in a context, as that of [net/http/httptrace] is, past whatever stands
// between the caller and the connection:
//
//	ctx, finish := meanwhile.With(ctx, work)
//	loaded := store.Load(ctx, keys, need)
//	finish()
package meanwhile

import (
	"context"
	"sync/atomic"
)

type key struct{}

type work struct {
	f        func()
	begun    atomic.Bool
	done     chan struct{}
	panicked any
}

// With returns a context for a call that may do f while it waits. finish does it if nothing has,
// and returns when it is done. f is called once, whatever happens; if it panics, finish does.
func With(ctx context.Context, f func()) (in context.Context, finish func()) {
	w := &work{f: f, done: make(chan struct{})}
	return context.WithValue(ctx, key{}, w), func() {
		w.do()
		<-w.done
		if w.panicked != nil {
			panic(w.panicked)
		}
	}
}

// Do does the work of a context, unless there is none, or it was begun before. Whoever has sent
// requests calls it before waiting for the replies.
func Do(ctx context.Context) {
	if w, ok := ctx.Value(key{}).(*work); ok && w != nil {
		w.do()
	}
}

// Without returns a context without work, for calls whose time is limited: the work would use it up.
func Without(ctx context.Context) context.Context { return context.WithValue(ctx, key{}, (*work)(nil)) }

func (w *work) do() {
	if !w.begun.CompareAndSwap(false, true) {
		return
	}
	defer func() {
		w.panicked = recover()
		close(w.done)
	}()
	w.f()
}
