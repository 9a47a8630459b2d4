package memcached

import (
	"context"
	"errors"
	"iter"
	"sync"
	"time"

	"sessh/session/storage"
)

// listenAgain is how long to wait before a server that does not answer is asked to report again.
const listenAgain = 200 * time.Millisecond

// Watch yields what the servers report; see [storage.Abilities]. A server that cannot report
// yields an error, and the others go on. One that does not answer yields an error, too, and is asked
// again until it does.
func (s *Store) Watch(ctx context.Context, what storage.Log) iter.Seq2[storage.Report, error] {
	return func(yield func(storage.Report, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		type reported struct {
			report storage.Report
			err    error
		}
		all := make(chan reported, 1024)
		var wg sync.WaitGroup
		defer wg.Wait()
		defer cancel()
		send := func(r reported) bool {
			select {
			case all <- r:
				return true
			case <-ctx.Done():
				return false
			}
		}
		for _, srv := range s.servers {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for {
					err := srv.Watch(ctx, what, func(r storage.Report) bool { return send(reported{report: r}) })
					if err == nil || ctx.Err() != nil || !send(reported{err: err}) || errors.Is(err, storage.ErrUnsupported) {
						return
					}
					select {
					case <-time.After(listenAgain):
					case <-ctx.Done():
					}
				}
			}()
		}
		go func() {
			wg.Wait()
			close(all)
		}()
		for r := range all {
			if !yield(r.report, r.err) {
				return
			}
		}
	}
}
