package memcached

import (
	"context"
	"iter"
	"sync"
)

// Watch yields the keys that any client writes; see [storage.Abilities]. A server that
// cannot report writes yields an error, and the others go on.
func (s *Store) Watch(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		type written struct {
			key string
			err error
		}
		all := make(chan written, 1024)
		var wg sync.WaitGroup
		defer wg.Wait()
		defer cancel()
		send := func(w written) bool {
			select {
			case all <- w:
				return true
			case <-ctx.Done():
				return false
			}
		}
		for _, srv := range s.servers {
			wg.Add(1)
			go func() {
				defer wg.Done()
				err := srv.Watch(ctx, func() { send(written{}) }, func(key string) bool { return send(written{key: key}) })
				if err != nil && ctx.Err() == nil {
					send(written{err: err})
				}
			}()
		}
		go func() {
			wg.Wait()
			close(all)
		}()
		for t := range all {
			if !yield(t.key, t.err) {
				return
			}
		}
	}
}
