package modules

import (
	"context"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value"
	"sessh/txn"
)

// sampleModule returns the module transaction.tests.savepointsample, with whose data
// managers the documents of the package show what transactions do.
func (lib *library) sampleModule(m *manager) *object.Module {
	module := &object.Module{Name: "transaction.tests.savepointsample", Members: make(map[string]starlark.Value)}
	for name, marks := range map[string]bool{"SampleDataManager": false, "SampleSavepointDataManager": true} {
		class := object.NewClass(module.Name, name, object.Object)
		class.New = func(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			s := &sample{Instance: object.NewInstance(class), manager: m, committed: lib.NewDict(), marks: marks}
			s.data = s.committed
			s.Property("last_note", func() (starlark.Value, error) { return starlark.String(s.note), nil }, nil)
			s.Method("keys", object.NoArgs(func() (starlark.Value, error) {
				return s.each(func(item starlark.Tuple) starlark.Value { return item[0] }), nil
			}))
			s.Method("values", object.NoArgs(func() (starlark.Value, error) {
				return s.each(func(item starlark.Tuple) starlark.Value { return item[1] }), nil
			}))
			s.Method("items", object.NoArgs(func() (starlark.Value, error) {
				return s.each(func(item starlark.Tuple) starlark.Value { return item }), nil
			}))
			return s, starlark.UnpackArgs(class.Name(), args, kwargs)
		}
		module.Members[name] = class
	}
	return module
}

// A sample is a data manager that holds values under names.
type sample struct {
	*object.Instance
	manager         *manager
	committed, data *value.Dict // the same while nothing is pending
	marks           bool        // has savepoints
	note            string      // of the last transaction that was committed
}

// markedSample is a sample with savepoints.
type markedSample struct{ *sample }

var (
	_ starlark.IterableMapping = (*sample)(nil)
	_ starlark.HasSetKey       = (*sample)(nil)
	_ txn.Resource             = (*sample)(nil)
	_ txn.Savepointer          = markedSample{}
)

// Show writes what it holds.
func (s *sample) Show(w *object.Writer) { s.data.Show(w) }

func (s *sample) Get(k starlark.Value) (starlark.Value, bool, error) { return s.data.Get(k) }
func (s *sample) Iterate() starlark.Iterator                         { return s.data.Iterate() }
func (s *sample) Items() []starlark.Tuple                            { return s.data.Items() }
func (s *sample) Len() int                                           { return s.data.Len() }

// each returns a list of a part of each item.
func (s *sample) each(part func(starlark.Tuple) starlark.Value) starlark.Value {
	var all []starlark.Value
	for _, item := range s.data.Items() {
		all = append(all, part(item))
	}
	return s.manager.lib.NewList(all)
}

// SetKey is s[k] = v. The first one makes s take part in the open transaction.
func (s *sample) SetKey(k, v starlark.Value) error {
	if s.data != s.committed {
		return s.data.SetKey(k, v)
	}
	var r txn.Resource = s
	if s.marks {
		r = markedSample{s}
	}
	data, err := s.copied(s.committed)
	if err != nil {
		return err
	}
	tx := s.manager.Tx()
	if err := tx.Join(r); err != nil {
		return object.Wrap(err)
	}
	s.manager.transaction(tx)
	s.data = data
	return s.data.SetKey(k, v)
}

func (s *sample) copied(d *value.Dict) (*value.Dict, error) {
	c := s.manager.lib.NewDict()
	for _, item := range d.Items() {
		if err := c.SetKey(item[0], item[1]); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (s *sample) Begin(context.Context, *txn.Tx) error   { return nil }
func (s *sample) Commit(context.Context, *txn.Tx) error  { return nil }
func (s *sample) Vote(context.Context, *txn.Tx) error    { return nil }
func (s *sample) CallOff(context.Context, *txn.Tx) error { return nil }
func (s *sample) SortKey() string                        { return "sample" }

// Finish makes what is pending permanent.
func (s *sample) Finish(_ context.Context, tx *txn.Tx) error {
	s.committed, s.note = s.data, tx.Description()
	return nil
}

// Abort drops what is pending.
func (s *sample) Abort(context.Context, *txn.Tx) error {
	s.data = s.committed
	return nil
}

// Savepoint keeps what is pending.
func (s markedSample) Savepoint(context.Context, *txn.Tx) (txn.Mark, error) {
	kept, err := s.copied(s.data)
	return &sampleMark{s.sample, kept}, err
}

// A sampleMark is what a sample held at a savepoint.
type sampleMark struct {
	of   *sample
	kept *value.Dict
}

func (m *sampleMark) Rollback(context.Context) (err error) {
	m.of.data, err = m.of.copied(m.kept)
	return err
}
