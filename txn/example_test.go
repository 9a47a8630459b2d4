package txn_test

import (
	"context"
	"fmt"

	"sessh/txn"
)

// account is the smallest resource with savepoints: one number.
type account struct{ balance, pending int }

func (a *account) add(tx *txn.Tx, n int) error {
	if err := tx.Join(a); err != nil {
		return err
	}
	a.pending += n
	return nil
}

func (a *account) Begin(context.Context, *txn.Tx) error   { return nil }
func (a *account) Commit(context.Context, *txn.Tx) error  { return nil }
func (a *account) CallOff(context.Context, *txn.Tx) error { return nil }
func (a *account) SortKey() string                        { return "account" }
func (a *account) Abort(context.Context, *txn.Tx) error   { a.pending = a.balance; return nil }
func (a *account) Finish(context.Context, *txn.Tx) error  { a.balance = a.pending; return nil }
func (a *account) Vote(context.Context, *txn.Tx) error {
	if a.pending < 0 {
		return fmt.Errorf("the account would be at %d", a.pending)
	}
	return nil
}
func (a *account) Savepoint(context.Context, *txn.Tx) (txn.Mark, error) {
	return &balance{a, a.pending}, nil
}

type balance struct {
	a *account
	n int
}

func (b *balance) Rollback(context.Context) error { b.a.pending = b.n; return nil }

func ExampleManager_Run() {
	ctx := context.Background()
	m := txn.NewManager()
	a := &account{}
	fmt.Println(m.Run(ctx, func(tx *txn.Tx) error { return a.add(tx, 10) }), a.balance)
	fmt.Println(m.Run(ctx, func(tx *txn.Tx) error { return a.add(tx, -20) }), a.balance)
	// Output:
	// <nil> 10
	// the account would be at -10 10
}

func ExampleSavepoint_Rollback() {
	ctx := context.Background()
	m := txn.NewManager()
	a := &account{}
	err := m.Run(ctx, func(tx *txn.Tx) error {
		if err := a.add(tx, 10); err != nil {
			return err
		}
		sp, err := tx.Savepoint(ctx)
		if err != nil {
			return err
		}
		if err := a.add(tx, 90); err != nil {
			return err
		}
		return sp.Rollback(ctx)
	})
	fmt.Println(err, a.balance)
	// Output: <nil> 10
}
