package commit_test

import (
	"context"
	"errors"
	"fmt"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/memstore"
	"sessh/txn"
)

// A commit that fails reports what became of each session.
func ExampleError() {
	ctx := context.Background()
	root := session.NewRoot(memstore.New(memstore.Options{}), session.Options{Formats: []format.Format{sesshjson.Format{}}})
	set := func(tx *txn.Tx, id, value string) error {
		s, err := root.Container("C").Session(ctx, tx, id)
		if err != nil {
			return err
		}
		p, err := s.Package("p")
		if err != nil {
			return err
		}
		return p.Set("k", value)
	}
	err := txn.NewManager().Run(ctx, func(tx *txn.Tx) error {
		if err := errors.Join(set(tx, "a", "mine"), set(tx, "b", "mine")); err != nil {
			return err
		}
		return txn.NewManager().Run(ctx, func(tx *txn.Tx) error { return set(tx, "b", "theirs") })
	})
	var failed *commit.Error
	if errors.As(err, &failed) {
		for _, r := range failed.Results {
			fmt.Println(r.Path, r.Fate)
		}
	}
	fmt.Println("worth another try:", errors.Is(err, txn.ErrTransient))
	// Output:
	// /C/a untouched
	// /C/b conflict
	// worth another try: true
}
