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
}

// Gather looks at all servers. It reads their counters, lists the items once, and reads some sessions of
// each container and the locks that it has found. It fails only if ctx ends.
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
	if o.Watch > 0 && ctx.Err() == nil {
		if o.Watching != nil {
			o.Watching()
		}
		f.watch(ctx, root, o.Watch)
	}
	return f, ctx.Err()
}

// watch listens for a while, and looks again.
func (f *Facts) watch(ctx context.Context, root *session.Root, d time.Duration) {
	f.Before = f.Servers
	began := time.Now()
	listening, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	f.Log, f.Unreported = health.Listen(listening, root)
	<-listening.Done() // the logs may all have ended early
	if ctx.Err() != nil {
		return
	}
	f.Watched = max(time.Since(began).Round(time.Millisecond), time.Millisecond)
	if f.Watched >= time.Second {
		f.Watched = f.Watched.Round(time.Second)
	}
	f.Servers = health.Look(ctx, root.Store())
}

// containers returns the names of the containers, sorted.
func (f *Facts) containers() []string {
	if f.Census == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(f.Census.Sessions))
}
