package txn_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"sessh/txn"
)

// file is a resource of one's own: the content of a file, which is replaced when the
// transaction commits.
//
// Everything that can fail is done before Finish, which only renames.
type file struct {
	path    string
	pending []byte // nil: unchanged
}

// write replaces the content in the transaction.
func (f *file) write(tx *txn.Tx, content string) error {
	if err := tx.Join(f); err != nil {
		return err
	}
	f.pending = []byte(content)
	return nil
}

func (f *file) temporary() string { return f.path + ".new" }

func (f *file) SortKey() string                      { return "file " + f.path }
func (f *file) Begin(context.Context, *txn.Tx) error { return nil }
func (f *file) Vote(context.Context, *txn.Tx) error  { return nil }

func (f *file) Commit(context.Context, *txn.Tx) error {
	if f.pending == nil {
		return nil
	}
	return os.WriteFile(f.temporary(), f.pending, 0o600)
}

func (f *file) Finish(context.Context, *txn.Tx) error {
	if f.pending == nil {
		return nil
	}
	f.pending = nil
	return os.Rename(f.temporary(), f.path)
}

// CallOff leaves the commit round; the content is still pending.
func (f *file) CallOff(context.Context, *txn.Tx) error {
	if err := os.Remove(f.temporary()); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

func (f *file) Abort(context.Context, *txn.Tx) error {
	f.pending = nil
	return nil
}

// Savepoint makes the file a [txn.Savepointer].
func (f *file) Savepoint(context.Context, *txn.Tx) (txn.Mark, error) {
	return &fileMark{f, f.pending}, nil
}

type fileMark struct {
	f       *file
	pending []byte
}

func (m *fileMark) Rollback(context.Context) error {
	m.f.pending = m.pending
	return nil
}

// Two files change together, or not at all.
func ExampleResource() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	a, b := &file{path: filepath.Join(dir, "a")}, &file{path: filepath.Join(dir, "b")}
	m := txn.NewManager()
	write := func(content string) error {
		return m.Run(ctx, func(tx *txn.Tx) error { return errors.Join(a.write(tx, content), b.write(tx, content)) })
	}
	fmt.Println(write("first"))

	if err := os.Mkdir(b.temporary(), 0o700); err != nil { // b cannot be written
		log.Fatal(err)
	}
	fmt.Println(write("second") != nil)
	for _, f := range []*file{a, b} {
		text, err := os.ReadFile(f.path)
		fmt.Println(string(text), err)
	}
	// Output:
	// <nil>
	// true
	// first <nil>
	// first <nil>
}
