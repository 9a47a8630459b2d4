package txn

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// Status is the state of a transaction.
type Status uint8

const (
	// Active: open, and can be committed.
	Active Status = iota
	// Doomed: open, and can only be aborted.
	Doomed
	// Committing: in the middle of a commit or an abort.
	Committing
	// Committed: ended, and its changes made permanent.
	Committed
	// Aborted: ended, and its changes dropped.
	Aborted
	// Failed: an operation failed, and it can only be aborted.
	Failed
)

// String returns the word for the status.
func (s Status) String() string {
	words := [...]string{"active", "doomed", "committing", "committed", "aborted", "failed"}
	if int(s) < len(words) {
		return words[s]
	}
	return "unknown"
}

// A Tx is one transaction of a [Manager]. It is not safe for concurrent use.
type Tx struct {
	manager    *Manager
	status     Status
	cause      error // why it failed
	resources  []Resource
	finished   []Resource // by a commit that failed in Finish
	savepoints []*Savepoint
	made       int // number of savepoints ever made
	hooks      hooks
	data       map[any]any
	notes      []string
	user       string
	extension  map[string]any
}

// Status returns the state of the transaction.
func (tx *Tx) Status() Status { return tx.status }

// Err returns the [FailedError] of a failed transaction, else nil.
func (tx *Tx) Err() error {
	if tx.status != Failed {
		return nil
	}
	return &FailedError{tx.cause}
}

// usable returns the reason why the transaction cannot be used, or nil.
func (tx *Tx) usable() error {
	switch tx.status {
	case Active, Doomed:
		return nil
	case Failed:
		return tx.Err()
	case Committing:
		return ErrBusy
	}
	return ErrFinished
}

// Join makes r take part in the transaction. It calls no method of r. Joining again does
// nothing.
func (tx *Tx) Join(r Resource) error {
	if err := tx.usable(); err != nil {
		return err
	}
	if !tx.Joined(r) {
		tx.resources = append(tx.resources, r)
	}
	return nil
}

// Joined reports whether r takes part.
func (tx *Tx) Joined(r Resource) bool { return slices.Contains(tx.resources, r) }

func (tx *Tx) unjoin(r Resource) {
	tx.resources = slices.DeleteFunc(tx.resources, func(x Resource) bool { return x == r })
	for _, s := range tx.savepoints {
		s.parts = slices.DeleteFunc(s.parts, func(p part) bool { return p.resource == r })
	}
}

// Doom makes sure that the transaction cannot be committed. It can still be read and
// changed, and has to be aborted.
func (tx *Tx) Doom() error {
	if err := tx.usable(); err != nil {
		return err
	}
	tx.status = Doomed
	return nil
}

// Note adds a line to the description, without the white space around it. An empty note
// does nothing.
func (tx *Tx) Note(text string) {
	if text = strings.TrimSpace(text); text != "" {
		tx.notes = append(tx.notes, text)
	}
}

// SetDescription replaces the notes by a text.
func (tx *Tx) SetDescription(text string) { tx.notes = []string{text} }

// Description returns the notes, one on each line. It works after the end, too.
func (tx *Tx) Description() string { return strings.Join(tx.notes, "\n") }

// SetUser sets the user on whose behalf the transaction runs: a name below a path, or below
// "/" if path is "".
func (tx *Tx) SetUser(name, path string) {
	if path == "" {
		path = "/"
	}
	tx.user = path + " " + name
}

// User returns the path and the name of the user. It works after the end, too.
func (tx *Tx) User() string { return tx.user }

// SetExtension attaches a named value to the transaction, as part of its description.
func (tx *Tx) SetExtension(name string, value any) error {
	if err := tx.usable(); err != nil {
		return err
	}
	if tx.extension == nil {
		tx.extension = make(map[string]any)
	}
	tx.extension[name] = value
	return nil
}

// Extension returns the value that was set under name.
func (tx *Tx) Extension(name string) (value any, ok bool) {
	value, ok = tx.extension[name]
	return value, ok
}

// SetData attaches a value to the transaction under a key of the caller's own, usually a
// pointer.
func (tx *Tx) SetData(key, value any) {
	if tx.data == nil {
		tx.data = make(map[any]any)
	}
	tx.data[key] = value
}

// Data returns the value that was set under key.
func (tx *Tx) Data(key any) (value any, ok bool) {
	value, ok = tx.data[key]
	return value, ok
}

// free releases what the transaction holds, except its description.
func (tx *Tx) free() {
	tx.manager.free(tx)
	tx.resources, tx.finished, tx.data, tx.extension = nil, nil, nil, nil
	tx.hooks = hooks{}
}

// fail makes the transaction failed.
func (tx *Tx) fail(cause error) {
	tx.status, tx.cause = Failed, cause
	tx.invalidate("the transaction failed")
}

// invalidate makes all savepoints invalid.
func (tx *Tx) invalidate(reason string) {
	for _, s := range tx.savepoints {
		s.reason = reason
		s.parts = nil
	}
	tx.savepoints = nil
}

// each calls f for every resource, and joins the errors.
func each(resources []Resource, f func(Resource) error) error {
	var errs []error
	for _, r := range slices.Clone(resources) {
		errs = append(errs, guarded(func() error { return f(r) }))
	}
	return errors.Join(errs...)
}

func (tx *Tx) abortAll(ctx context.Context, resources []Resource) error {
	ctx = context.WithoutCancel(ctx)
	return each(resources, func(r Resource) error { return r.Abort(ctx, tx) })
}

func (tx *Tx) callOffAll(ctx context.Context, resources []Resource) error {
	ctx = context.WithoutCancel(ctx)
	return each(resources, func(r Resource) error { return r.CallOff(ctx, tx) })
}
