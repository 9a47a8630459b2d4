package meter

import (
	"context"
	"time"
)

// A Context is a context for a program whose interpreter checks it between instructions: it
// looks at the heap then, and is done as well if more is held than the bound. Use it from
// one goroutine.
type Context struct {
	context.Context
	meter *Meter
	asked int
	last  time.Time
	err   error
}

const (
	askEvery  = 8                // instructions between two looks at the clock
	lookEvery = time.Millisecond // between two looks at the heap
)

var done = func() chan struct{} { c := make(chan struct{}); close(c); return c }()

// Context returns a context that ends with its parent, or with an [Error].
func (m *Meter) Context(parent context.Context) *Context {
	return &Context{Context: parent, meter: m, last: time.Now()}
}

// Done returns a channel that is closed when the context is done.
func (c *Context) Done() <-chan struct{} {
	if c.err != nil {
		return done
	}
	if c.asked++; c.asked%askEvery == 0 {
		if now := time.Now(); now.Sub(c.last) >= lookEvery {
			c.last = now
			c.Fail(c.meter.Look())
		}
	}
	if c.err != nil {
		return done
	}
	return c.Context.Done()
}

// Err returns the reason why the context is done.
func (c *Context) Err() error {
	if c.err != nil {
		return c.err
	}
	return c.Context.Err()
}

// Make announces that n bytes are about to be allocated: see [Meter.Make].
func (c *Context) Make(n int64) error {
	c.Fail(c.meter.Make(n))
	return c.Err()
}

// Fail ends the context with an error, if there is one.
func (c *Context) Fail(err error) {
	if c.err == nil {
		c.err = err
	}
}
