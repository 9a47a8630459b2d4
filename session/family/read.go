package family

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sessh/session/format"
	"sessh/session/parallel"
	"sessh/session/storage"
	"sessh/session/tree"
)

// Decoded is an item and what it was decoded to. It is zero if there is no item.
type Decoded struct {
	Item   *storage.Item
	Record *format.Record // nil if there is none, or it cannot be decoded
	Chosen bool           // the value could be read in other ways, too
	Broken error          // why the value cannot be decoded, a [DecodeError]
}

// Data returns the data of the item; an empty mapping if there are none.
func (d Decoded) Data() *tree.Map {
	if d.Record == nil || d.Record.Data == nil {
		return tree.NewMap()
	}
	return d.Record.Data
}

// Decoded decodes an item, or nil, and says what it was decoded to, or why it could not be.
func (f Family) Decoded(item *storage.Item) Decoded {
	if item == nil {
		return Decoded{}
	}
	r, chosen, err := f.decoded(item)
	if err != nil {
		return Decoded{Item: item, Broken: f.undecodable(item, err)}
	}
	return Decoded{Item: item, Record: r, Chosen: chosen}
}

// Content returns the data that a session of the item would have. The mapping is empty if it
// cannot be decoded; the error is a [DecodeError].
func (f Family) Content(item *storage.Item) (*tree.Map, error) {
	d := f.Decoded(item)
	return d.Data(), d.Broken
}

// manyBytes is the size from which decoding takes too long to be waited for after Ctrl-C.
const manyBytes = 1 << 20

// DecodedAll decodes what was loaded, and samples the other sessions of the family if there is a
// doubt. If ctx ends first, its error is the error of everything that was loaded.
func (f Family) DecodedAll(ctx context.Context, loaded []storage.Loaded) []Decoded {
	size := 0
	for _, l := range loaded {
		if l.Item != nil {
			size += len(l.Item.Value)
		}
	}
	items := make([]*storage.Item, len(loaded))
	for i, l := range loaded {
		items[i] = l.Item
	}
	decode := func() []Decoded {
		decoded := make([]Decoded, len(items))
		parallel.Do(len(items), func(i int) {
			if ctx.Err() == nil {
				decoded[i] = f.Decoded(items[i])
			}
		})
		return decoded
	}
	var decoded []Decoded
	if size < manyBytes {
		decoded = decode()
	} else {
		done := make(chan any, 1) // not received from if ctx ends first
		go func() {
			defer func() {
				if v := recover(); v != nil {
					done <- v
				}
			}()
			decoded := decode()
			done <- decoded
		}()
		decoded = make([]Decoded, len(items))
		select {
		case v := <-done:
			var ok bool
			if decoded, ok = v.([]Decoded); !ok {
				panic(v) // in the caller's goroutine
			}
		case <-ctx.Done():
		}
	}
	if err := ctx.Err(); err != nil {
		for i := range loaded {
			loaded[i].Err = err
		}
		return decoded
	}
	for i, b := range decoded {
		if b.Broken != nil && format.InDoubt(b.Broken) {
			f.sample(ctx)
			decoded[i] = f.Decoded(b.Item)
		}
	}
	return decoded
}

// Decode decodes an item of the family. If its value can be read in several ways, the way of
// the other sessions of the family decides; if they do not, the error is a [format.Doubt].
func (f Family) Decode(item *storage.Item) (*format.Record, error) {
	r, _, err := f.decoded(item)
	return r, err
}

// decoded is Decode. chosen reports whether the value could be read in other ways, too.
func (f Family) decoded(item *storage.Item) (r *format.Record, chosen bool, err error) {
	r, chosen, err = f.choose(item)
	if err == nil {
		note(r, item)
	}
	return r, chosen, err
}

func (f Family) choose(item *storage.Item) (r *format.Record, chosen bool, err error) {
	r, err = f.format.Decode(item.Value, item.Flags)
	if err == nil {
		if r.Way != "" {
			f.neighbours().note(r.Way)
		}
		return r, false, nil
	}
	var doubt *format.Doubt
	if !errors.As(err, &doubt) {
		return r, false, err
	}
	way, why := f.neighbours().choose(doubt.Ways)
	if why != "" {
		return nil, false, doubt
	}
	r, err = format.DecodeAs(f.format, way, item.Value, item.Flags)
	return r, true, err
}

// DecodeAs is [Family.Decode] for a value that is known to be written in a way, which then
// counts for the other sessions of the family; "" means that it is not known. A session that is
// filled with the data is written as the item is, as long as they are not changed.
func (f Family) DecodeAs(way string, item *storage.Item) (*format.Record, error) {
	r, err := f.decodeAs(way, item)
	if err == nil {
		noteAlways(r, item)
	}
	return r, err
}

func (f Family) decodeAs(way string, item *storage.Item) (*format.Record, error) {
	if way == "" {
		return f.Decode(item)
	}
	if !slices.Contains(f.format.Traits().Ways, way) {
		return nil, fmt.Errorf("the format %s does not write sessions as %q", f.format.Name(), way)
	}
	r, err := format.DecodeAs(f.format, way, item.Value, item.Flags)
	if err == nil {
		f.neighbours().note(way)
	}
	return r, err
}
