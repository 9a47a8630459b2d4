package memcached

import (
	"context"
	"iter"
	"sync"

	"sessh/session/storage"
)

// Watch yields what the servers report; see [storage.Abilities]. A server that cannot report
// yields an error, and the others go on.
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
				err := srv.Watch(ctx, what, func(r storage.Report) bool { return send(reported{report: r}) })
				if err != nil && ctx.Err() == nil {
					send(reported{err: err})
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
