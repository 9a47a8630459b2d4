package txn_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sessh/txn"
)

// cell is a resource that keeps a mapping with an undo log.
type cell struct {
	name      string
	committed map[string]int
	state     map[string]int
	log       []func()
	refuse    error  // of the next call of at
	at        string // "" is vote
	stop      func() // called by the next call of stopAt
	stopAt    string
}

// stopped ends the context of the commit where that was asked for.
func (c *cell) stopped(call string) {
	if c.stop != nil && c.stopAt == call {
		c.stop()
		c.stop = nil
	}
}

// fail returns the error that the next call was set to have.
func (c *cell) fail(call string) error {
	if c.at != call {
		return nil
	}
	err := c.refuse
	c.refuse, c.at = nil, ""
	return err
}

func (c *cell) set(tx *txn.Tx, k string, v int, del bool) error {
	if err := tx.Join(c); err != nil {
		return err
	}
	old, had := c.state[k]
	c.log = append(c.log, func() {
		if had {
			c.state[k] = old
		} else {
			delete(c.state, k)
		}
	})
	if del {
		delete(c.state, k)
	} else {
		c.state[k] = v
	}
	return nil
}

func (c *cell) back(to int) {
	for len(c.log) > to {
		c.log[len(c.log)-1]()
		c.log = c.log[:len(c.log)-1]
	}
}

func (c *cell) Begin(context.Context, *txn.Tx) error   { c.stopped("begin"); return nil }
func (c *cell) Commit(context.Context, *txn.Tx) error  { c.stopped("commit"); return nil }
func (c *cell) Vote(context.Context, *txn.Tx) error    { c.stopped("vote"); return c.fail("") }
func (c *cell) CallOff(context.Context, *txn.Tx) error { return nil }
func (c *cell) Abort(context.Context, *txn.Tx) error   { c.back(0); return nil }
func (c *cell) SortKey() string                        { return c.name }
func (c *cell) Finish(context.Context, *txn.Tx) error {
	if err := c.fail("finish"); err != nil {
		return err
	}
	c.committed, c.log = maps.Clone(c.state), nil
	return nil
}
func (c *cell) Savepoint(context.Context, *txn.Tx) (txn.Mark, error) {
	return &cellMark{c, len(c.log)}, c.fail("savepoint")
}

type cellMark struct {
	c  *cell
	at int
}

func (m *cellMark) Rollback(context.Context) error {
	if err := m.c.fail("rollback"); err != nil {
		return err
	}
	m.c.back(m.at)
	return nil
}

// The model copies everything at each savepoint.
func TestModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		m := txn.NewManager()
		cells := make([]*cell, 3)
		committed, state := make([]map[string]int, 3), make([]map[string]int, 3)
		for i := range cells {
			cells[i] = &cell{name: fmt.Sprint(3 - i), committed: map[string]int{}, state: map[string]int{}}
			committed[i], state[i] = map[string]int{}, map[string]int{}
		}
		copyAll := func(from []map[string]int) []map[string]int {
			to := make([]map[string]int, len(from))
			for i, x := range from {
				to[i] = maps.Clone(x)
			}
			return to
		}
		type saved struct {
			sp     *txn.Savepoint
			state  []map[string]int
			valid  bool
			joined []*cell
		}
		var points []*saved
		failed := false
		end := func() {
			for _, p := range points {
				p.valid = false
			}
			failed = false
		}
		tx := func() *txn.Tx {
			tx := m.Tx()
			return tx
		}
		wantFailed := func(err error) bool {
			if failed && !errors.Is(err, txn.ErrFailed) {
				t.Fatalf("in a failed transaction: %v", err)
			}
			if !failed && err != nil {
				t.Fatal(err)
			}
			return failed
		}
		t.Repeat(map[string]func(*rapid.T){
			"set": func(t *rapid.T) {
				i, k, v, del := rapid.IntRange(0, 2).Draw(t, "cell"), rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "key"), rapid.IntRange(0, 9).Draw(t, "value"), rapid.Bool().Draw(t, "delete")
				if wantFailed(cells[i].set(tx(), k, v, del)) {
					return
				}
				if del {
					delete(state[i], k)
				} else {
					state[i][k] = v
				}
			},
			"savepoint": func(t *rapid.T) {
				sp, err := tx().Savepoint(ctx)
				if !wantFailed(err) {
					joined := slices.DeleteFunc(slices.Clone(cells), func(c *cell) bool { return !tx().Joined(c) })
					points = append(points, &saved{sp, copyAll(state), true, joined})
				}
			},
			"rollback": func(t *rapid.T) {
				if len(points) == 0 {
					t.Skip("no savepoint")
				}
				i := rapid.IntRange(0, len(points)-1).Draw(t, "savepoint")
				p := points[i]
				err := p.sp.Rollback(ctx)
				if !p.valid {
					if !errors.Is(err, txn.ErrSavepointInvalid) && !errors.Is(err, txn.ErrFailed) {
						t.Fatalf("an invalid savepoint: %v", err)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				state = copyAll(p.state)
				for _, later := range points[i+1:] {
					later.valid = false
				}
			},
			"commit": func(t *rapid.T) {
				if !wantFailed(tx().Commit(ctx)) {
					committed = copyAll(state)
					end()
				}
			},
			"commit that can be repeated": func(t *rapid.T) {
				c := cells[rapid.IntRange(0, 2).Draw(t, "cell")]
				if failed || !tx().Joined(c) {
					t.Skip("it would not be asked")
				}
				c.refuse = txn.ErrRepeatable
				if err := tx().Commit(ctx); !errors.Is(err, txn.ErrRepeatable) {
					t.Fatal(err)
				}
			},
			"commit that is interrupted": func(t *rapid.T) {
				c := cells[rapid.IntRange(0, 2).Draw(t, "cell")]
				if failed || !tx().Joined(c) {
					t.Skip("it would not be asked")
				}
				ending, cancel := context.WithCancel(ctx)
				defer cancel()
				c.stop, c.stopAt = cancel, rapid.SampledFrom([]string{"begin", "commit", "vote"}).Draw(t, "at")
				if err := tx().Commit(ending); !errors.Is(err, context.Canceled) || !errors.Is(err, txn.ErrRepeatable) {
					t.Fatal(err)
				}
			},
			"commit that fails": func(t *rapid.T) {
				c := cells[rapid.IntRange(0, 2).Draw(t, "cell")]
				if failed || !tx().Joined(c) {
					t.Skip("it would not be asked")
				}
				c.refuse = errFault
				if err := tx().Commit(ctx); !errors.Is(err, errFault) {
					t.Fatal(err)
				}
				end()
				failed = true
			},
			"commit that fails half way": func(t *rapid.T) {
				i := rapid.IntRange(0, 2).Draw(t, "cell")
				if failed || !tx().Joined(cells[i]) {
					t.Skip("it would not be asked")
				}
				cells[i].at, cells[i].refuse = "finish", errFault
				var half *txn.FinishError
				if err := tx().Commit(ctx); !errors.As(err, &half) || half.Failed != cells[i].name {
					t.Fatal(err)
				}
				for k := i + 1; k < len(cells); k++ { // their names sort before
					if tx().Joined(cells[k]) {
						committed[k] = maps.Clone(state[k])
					}
				}
				end()
				failed = true
			},
			"savepoint that fails": func(t *rapid.T) {
				c := cells[rapid.IntRange(0, 2).Draw(t, "cell")]
				if failed || !tx().Joined(c) {
					t.Skip("it would not be asked")
				}
				c.at, c.refuse = "savepoint", errFault
				if _, err := tx().Savepoint(ctx); !errors.Is(err, errFault) {
					t.Fatal(err)
				}
				end()
				failed = true
			},
			"rollback that fails": func(t *rapid.T) {
				c := cells[rapid.IntRange(0, 2).Draw(t, "cell")]
				if len(points) == 0 {
					t.Skip("no savepoint")
				}
				p := rapid.SampledFrom(points).Draw(t, "savepoint")
				if !p.valid || !slices.Contains(p.joined, c) {
					t.Skip("it would not be asked")
				}
				c.at, c.refuse = "rollback", errFault
				if err := p.sp.Rollback(ctx); !errors.Is(err, errFault) {
					t.Fatal(err)
				}
				end()
				failed = true
			},
			"abort": func(t *rapid.T) {
				if err := tx().Abort(ctx); err != nil {
					t.Fatal(err)
				}
				state = copyAll(committed)
				end()
			},
			"": func(t *rapid.T) {
				for i, c := range cells {
					if !failed && !maps.Equal(c.state, state[i]) || !maps.Equal(c.committed, committed[i]) {
						t.Fatalf("cell %d: %v (%v), not %v (%v)", i, c.state, c.committed, state[i], committed[i])
					}
				}
				for i, p := range points {
					if (p.sp.Err() == nil) != p.valid {
						t.Fatalf("savepoint %d: %v, not %v", i, p.sp.Err(), p.valid)
					}
				}
			},
		})
	})
}
