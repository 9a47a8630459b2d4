package textproto

import (
	"fmt"
	"os"
	"sync"
)

// A backlog is what a connection has sent and was not taken yet, in the order in which it came.
// Putting never waits: what exceeds the limit in memory goes to a file, which no one else can open
// by a name where the system allows that.
type backlog struct {
	limit int // blocks in memory

	mu      sync.Mutex
	changed *sync.Cond
	memory  [][]byte
	file    *os.File // nil: not needed yet
	from    int64    // of what is in the file
	to      int64
	ended   bool
	err     error // the reason why it has ended
}

const mostInFile = 64 << 30 // bytes

func newBacklog(limit int) *backlog {
	q := &backlog{limit: limit}
	q.changed = sync.NewCond(&q.mu)
	return q
}

// put adds a block, which belongs to the backlog from then on.
func (q *backlog) put(b []byte) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	defer q.changed.Signal()
	if q.from == q.to && len(q.memory) < q.limit {
		q.memory = append(q.memory, b)
		return nil
	}
	if q.to > mostInFile {
		return fmt.Errorf("what the server lists is more than %d GiB", mostInFile>>30)
	}
	if q.file == nil {
		f, err := os.CreateTemp("", "sessh-listing-")
		if err != nil {
			return fmt.Errorf("what the server lists does not fit into memory: %w", err)
		}
		_ = os.Remove(f.Name()) // where an open file can be removed
		q.file = f
	}
	n, err := q.file.WriteAt(b, q.to)
	if q.to += int64(n); err != nil {
		return fmt.Errorf("what the server lists does not fit into memory, nor into a file: %w", err)
	}
	return nil
}

// end announces that nothing is put any more.
func (q *backlog) end(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.ended {
		q.ended, q.err = true, err
	}
	q.changed.Broadcast()
}

// get waits for the next block, and removes it. After the last one it returns nil, and the reason
// of the end.
func (q *backlog) get(buf func() []byte) ([]byte, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.memory) == 0 && q.from == q.to && !q.ended {
		q.changed.Wait()
	}
	if len(q.memory) > 0 {
		b := q.memory[0]
		q.memory[0] = nil
		q.memory = q.memory[1:]
		return b, nil
	}
	if q.from == q.to {
		return nil, q.err
	}
	b := buf()
	b = b[:min(int64(len(b)), q.to-q.from)]
	n, err := q.file.ReadAt(b, q.from)
	if n < len(b) {
		return nil, fmt.Errorf("what the server has listed cannot be read back: %w", err)
	}
	if q.from += int64(n); q.from == q.to {
		q.from, q.to = 0, 0
		_ = q.file.Truncate(0)
	}
	return b, nil
}

// close forgets what is left.
func (q *backlog) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.memory, q.from, q.to = nil, 0, 0
	if q.file != nil {
		_ = q.file.Close()
		_ = os.Remove(q.file.Name()) // where it could not be removed before
	}
}
