package doctor

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"sessh/session"
	"sessh/session/health"
)

// Options are the settings of [Gather]. The zero value looks once.
type Options struct {
	// Watch is how long to listen to the servers' logs before looking again; 0: not at all.
	Watch time.Duration
	// Progress is called for each item of the listing; it may be nil.
	Progress func()
	// Watching is called before it begins to listen; it may be nil.
	Watching func()
	// Until returns a context that ends the watch early, when the given one ends at the latest, and a
	// function to call afterwards; it may be nil.
	Until func(context.Context) (context.Context, func())
}

// Gather looks at all servers. It reads their counters, lists the items once, and reads some sessions of
// each container and the locks that it has found. It fails only if ctx ends before it has; if ctx ends while
// it listens to the logs, the facts are those until then.
func Gather(ctx context.Context, root *session.Root, o Options) (*Facts, error) {
	f := &Facts{Servers: health.Look(ctx, root.Store())}
	f.Census, f.Unlisted = health.Count(ctx, root, o.Progress)
	var err error
	if f.Ways, err = f.Census.Ways(ctx, root); err != nil {
		f.Unlisted = errors.Join(f.Unlisted, err)
	}
	for _, l := range f.Census.Locks {
		if err := l.Read(ctx); err != nil {
			f.Unlisted = errors.Join(f.Unlisted, err)
		}
	}
	if o.Watch <= 0 || ctx.Err() != nil {
		return f, ctx.Err()
	}
	if o.Watching != nil {
		o.Watching()
	}
	listening, stop := ctx, func() {}
	if o.Until != nil {
		listening, stop = o.Until(ctx)
	}
	defer stop()
	f.watch(listening, root, o.Watch)
	return f, nil
}

// watch listens for a while, and looks again.
func (f *Facts) watch(ctx context.Context, root *session.Root, d time.Duration) {
	f.Before = f.Servers
	began := time.Now()
	listening, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	f.Log, f.Unreported = health.Listen(listening, root)
	<-listening.Done() // the logs may all have ended early
	f.Watched = max(time.Since(began).Round(time.Millisecond), time.Millisecond)
	if f.Watched >= time.Second {
		f.Watched = f.Watched.Round(time.Second)
	}
	f.Servers = health.Look(context.WithoutCancel(ctx), root.Store()) // the store limits how long that takes
}

// containers returns the names of the containers, sorted.
func (f *Facts) containers() []string {
	if f.Census == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(f.Census.Sessions))
}
