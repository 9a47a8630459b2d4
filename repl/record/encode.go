package record

import (
	"errors"

	"sessh/repl/dumpfile"
	"sessh/session/format"
	"sessh/session/storage"
)

// encodeAnew encodes the item of a session with its data and id as they are now. All that is
// not in the data stays, such as which lists are tuples. It fails if the item would be read
// as another value than its data.
func encodeAnew(f format.Format, d *dumpfile.Session) error {
	if f == nil {
		return errors.New("its format is unknown")
	}
	was := &storage.Item{Value: d.Item, Flags: d.Flags}
	r, err := format.DecodeAs(f, d.Way, was.Value, was.Flags)
	switch {
	case err != nil:
		return err
	case r.Sealed != "":
		return errors.New(r.Sealed)
	}
	if _, err := d.Amend(r.Data); err != nil {
		return err
	}
	r.Container, r.ID = d.Container, d.Session
	value, flags, err := f.Encode(r, was)
	if err != nil {
		return err
	}
	again, err := format.DecodeAs(f, d.Way, value, flags)
	if err != nil {
		return err
	}
	if differs, err := d.Amend(again.Data); err != nil || differs {
		return errors.New("it is read as another value")
	}
	d.Item, d.Flags = value, flags
	return nil
}
