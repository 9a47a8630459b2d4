package txn_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sessh/txn"
)

// record is the calls of a test, in their order: "name.Method".
type record struct {
	calls []string
	// fault says what a call does: nil is that it succeeds.
	fault map[string]func() error
	ctx   context.Context
}

func newRecord() *record {
	return &record{fault: map[string]func() error{}, ctx: context.Background()}
}

func (r *record) call(name string) error {
	r.calls = append(r.calls, name)
	if f := r.fault[name]; f != nil {
		return f()
	}
	return nil
}

// fails makes a call fail.
func (r *record) fails(name string, err error) { r.fault[name] = func() error { return err } }

// take returns the calls since the last time, in one line.
func (r *record) take() string {
	s := strings.Join(r.calls, " ")
	r.calls = nil
	return s
}

// plain is a resource without savepoints.
type plain struct {
	*record
	name, key string
}

func (p *plain) Begin(context.Context, *txn.Tx) error  { return p.call(p.name + ".Begin") }
func (p *plain) Commit(context.Context, *txn.Tx) error { return p.call(p.name + ".Commit") }
func (p *plain) Vote(context.Context, *txn.Tx) error   { return p.call(p.name + ".Vote") }
func (p *plain) Finish(context.Context, *txn.Tx) error { return p.call(p.name + ".Finish") }
func (p *plain) SortKey() string                       { return p.key }
func (p *plain) Abort(ctx context.Context, _ *txn.Tx) error {
	if ctx.Err() != nil {
		return errors.New("a clean-up got a context that is cancelled")
	}
	return p.call(p.name + ".Abort")
}
func (p *plain) CallOff(ctx context.Context, _ *txn.Tx) error {
	if ctx.Err() != nil {
		return errors.New("a clean-up got a context that is cancelled")
	}
	return p.call(p.name + ".CallOff")
}

// marking is a resource with savepoints.
type marking struct{ plain }

func (m *marking) Savepoint(context.Context, *txn.Tx) (txn.Mark, error) {
	return &marked{m}, m.call(m.name + ".Savepoint")
}

type marked struct{ m *marking }

func (k *marked) Rollback(ctx context.Context) error {
	if ctx.Err() != nil {
		return errors.New("a rollback got a context that is cancelled")
	}
	return k.m.call(k.m.name + ".Rollback")
}

func (r *record) plain(name, key string) *plain { return &plain{r, name, key} }

func (r *record) marking(name, key string) *marking { return &marking{plain{r, name, key}} }

// open begins a transaction with three resources that joined in the order a,
// b, c, and sort as c, a, b.
func open(t *testing.T) (*record, *txn.Manager, *txn.Tx) {
	t.Helper()
	r, m := newRecord(), txn.NewManager()
	tx, err := m.Begin(r.ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []txn.Resource{r.marking("a", "2"), r.marking("b", "3"), r.marking("c", "1")} {
		if err := tx.Join(x); err != nil {
			t.Fatal(err)
		}
	}
	return r, m, tx
}

var errFault = errors.New("fault")

func repeatable() error { return fmt.Errorf("busy: %w", txn.ErrRepeatable) }

func wantCalls(t *testing.T, r *record, want string) {
	t.Helper()
	if got := r.take(); got != want {
		t.Errorf("calls\n got %s\nwant %s", got, want)
	}
}

func wantStatus(t *testing.T, tx *txn.Tx, want txn.Status) {
	t.Helper()
	if got := tx.Status(); got != want {
		t.Errorf("status %v, not %v", got, want)
	}
}

// wantError checks that err is each of the targets.
func wantError(t *testing.T, err error, targets ...error) {
	t.Helper()
	if err == nil {
		t.Error("no error")
	}
	for _, target := range targets {
		if !errors.Is(err, target) {
			t.Errorf("%v is not %v", err, target)
		}
	}
}

func join(t *testing.T, tx *txn.Tx, resources ...txn.Resource) {
	t.Helper()
	for _, r := range resources {
		if err := tx.Join(r); err != nil {
			t.Fatal(err)
		}
	}
}

// expand writes the calls of a phase: "Begin cab" is c.Begin a.Begin b.Begin.
func expand(text string) string {
	var all []string
	for _, part := range strings.Split(text, ", ") {
		method, names, _ := strings.Cut(part, " ")
		for _, n := range names {
			all = append(all, string(n)+"."+method)
		}
	}
	return strings.Join(slices.DeleteFunc(all, func(s string) bool { return s == "." }), " ")
}
