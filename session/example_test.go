package session_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/marked"
	"sessh/session/memstore"
	"sessh/session/sweep"
	"sessh/session/tree"
	"sessh/txn"
)

// Open a session, edit it, return to a savepoint, and commit.
func Example() {
	ctx := context.Background()
	store := memstore.New(memstore.Options{})
	root := session.NewRoot(store, session.Options{Formats: []format.Format{sesshjson.Format{}}})

	err := txn.NewManager().Run(ctx, func(tx *txn.Tx) error {
		s, err := root.Container("Shop").Session(ctx, tx, "visitor-1")
		if err != nil {
			return err
		}
		cart, err := s.Package("shop.cart")
		if err != nil {
			return err
		}
		if err := errors.Join(cart.Set("items", []any{"tea"}), cart.Set("total", 3.5)); err != nil {
			return err
		}
		keep, err := tx.Savepoint(ctx)
		if err != nil {
			return err
		}
		if _, err := cart.Delete("total"); err != nil {
			return err
		}
		if err := keep.Rollback(ctx); err != nil {
			return err
		}
		for _, c := range s.Changes() {
			fmt.Println(c.Path, "is pending")
		}
		return nil // Run commits
	})
	if err != nil {
		log.Fatal(err)
	}
	for f, err := range sweep.List(ctx, root) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(f.Container.Name(), f.ID, "is stored")
	}
	// Output:
	// /Shop/visitor-1/shop.cart/items is pending
	// /Shop/visitor-1/shop.cart/total is pending
	// Shop visitor-1 is stored
}

// Each piece of work has a transaction of its own. A list that was got from a session is
// live: what is appended to it is pending in the session.
func ExampleContainer() {
	ctx := context.Background()
	root := session.NewRoot(memstore.New(memstore.Options{}), session.Options{Formats: []format.Format{sesshjson.Format{}}})
	manager := txn.NewManager()

	err := manager.Run(ctx, func(tx *txn.Tx) error {
		s, err := root.Container("MemCacheSession").Session(ctx, tx, "mySessionId")
		if err != nil {
			return err
		}
		cart, err := s.Package("shop.cart")
		if err != nil {
			return err
		}
		return errors.Join(cart.Set("items", []any{"tea"}), cart.Set("total", 3.5))
	})
	if err != nil {
		log.Fatal(err)
	}

	err = manager.Run(ctx, func(tx *txn.Tx) error {
		for s, err := range sweep.All(ctx, tx, root.Container("MemCacheSession")) {
			if err != nil {
				return err
			}
			cart, err := s.Package("shop.cart")
			if err != nil {
				return err
			}
			items, _ := cart.Get("items")
			if err := items.(*tree.List).Append("milk"); err != nil {
				return err
			}
			for _, c := range s.Changes() {
				fmt.Println(c.Path, "is pending:", c.New)
			}
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}

	err = manager.Run(ctx, func(tx *txn.Tx) error {
		s, err := root.Container("MemCacheSession").Session(ctx, tx, "mySessionId")
		if err != nil {
			return err
		}
		cart, err := s.Package("shop.cart")
		if err != nil {
			return err
		}
		for k, v := range cart.All() {
			text, _ := marked.Append(nil, v)
			fmt.Printf("%s: %s\n", k, text)
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// /MemCacheSession/mySessionId/shop.cart/items/1 is pending: milk
	// items: ["tea","milk"]
	// total: 3.5
}

// A commit fails where another program has written meanwhile; nothing is lost.
// Refresh takes over what they changed, and asks about what both changed.
func ExampleWork_Refresh() {
	ctx := context.Background()
	root := session.NewRoot(memstore.New(memstore.Options{}), session.Options{Formats: []format.Format{sesshjson.Format{}}})
	set := func(tx *txn.Tx, key string, value any) error {
		s, err := root.Container("C").Session(ctx, tx, "visitor")
		if err != nil {
			return err
		}
		m, err := s.Package("shop")
		if err != nil {
			return err
		}
		return m.Set(key, value)
	}
	mine, theirs := txn.NewManager(), txn.NewManager()
	tx := mine.Tx()
	if err := errors.Join(set(tx, "color", "green"), set(tx, "size", 42)); err != nil {
		log.Fatal(err)
	}
	if err := theirs.Run(ctx, func(tx *txn.Tx) error {
		return errors.Join(set(tx, "color", "red"), set(tx, "shape", "round"))
	}); err != nil {
		log.Fatal(err)
	}
	fmt.Println("conflict:", errors.Is(mine.Commit(ctx), commit.ErrConflict))

	w := root.Work(tx)
	found, err := w.Refresh(ctx, diff.Ask)
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range found.Taken {
		fmt.Println("taken over:", c.Path, c.New)
	}
	for _, c := range found.Conflicts {
		fmt.Println("to be decided:", c.Path, c.Mine.Value, "or", c.Theirs.Value)
		if _, err := w.Refresh(ctx, diff.Mine, c.Path); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(mine.Commit(ctx))
	// Output:
	// conflict: true
	// taken over: /C/visitor/shop/shape round
	// to be decided: /C/visitor/shop/color green or red
	// <nil>
}
