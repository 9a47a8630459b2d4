package framework

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"sessh/session/format"
	"sessh/session/format/client"
	"sessh/session/format/codec"
	"sessh/session/format/keys"
	"sessh/session/format/serial"
	"sessh/session/format/sparse"
	"sessh/session/storage"
	"sessh/session/tree"
)

// Format is the [format.Format] of a row.
type Format struct {
	row *Row

	once     sync.Once
	compiled *compiled // see its
}

// compiled is what the patterns of a row are compiled to, with all that follows from them.
type compiled struct {
	keys   *keys.Keys
	codecs *codec.Set
	traits format.Traits
	// byMarks is set if only an item with a mark is a session, whatever its key.
	byMarks bool
	// sealed is set if a codec is sealed.
	sealed bool
	// marks are the names in the marks of the row, and needs is that in what it needs: a session has one
	// of the former, and the latter.
	marks [][]byte
	needs []byte
	// marked is a character that all marks begin with; 0: there is none.
	marked byte
}

var _ format.Format = (*Format)(nil)

// New returns the format of a row. It fails for malformed patterns.
func New(row Row) (*Format, error) {
	k, err := compileKeys(&row)
	if err != nil {
		return nil, err
	}
	return with(&row, k), nil
}

// lazily returns the format of a row of the table, which is compiled when it is first used, so that the
// program starts faster.
func lazily(row *Row) *Format { return &Format{row: row} }

// with returns the format of a row with such keys.
func with(row *Row, k *keys.Keys) *Format {
	f := &Format{row: row}
	f.once.Do(func() { f.compile(k) })
	return f
}

func compileKeys(row *Row) (*keys.Keys, error) {
	k, err := keys.New(row.Of, row.Keys...)
	if err == nil {
		err = k.Locks(row.Manners.Locks...)
	}
	return k, err
}

// its compiles the row, unless that was done, and returns what it is compiled to.
func (f *Format) its() *compiled {
	f.once.Do(func() {
		k, err := compileKeys(f.row)
		if err != nil {
			panic(fmt.Sprintf("framework: %s: %v", f.row.Name, err)) // the row is wrong
		}
		f.compile(k)
	})
	return f.compiled
}

func (f *Format) compile(k *keys.Keys) {
	row, c := f.row, new(compiled)
	f.compiled = c
	c.keys, c.codecs, c.needs = k, row.Codecs(), nameIn(row.Needs)
	c.sealed = c.codecs.AnySealed()
	for _, mark := range row.Marks {
		c.marks = append(c.marks, nameIn(mark))
	}
	if len(c.marks) > 1 && !slices.ContainsFunc(c.marks, func(mark []byte) bool { return mark[0] != c.marks[0][0] }) {
		c.marked = c.marks[0][0]
	}
	c.byMarks = len(row.Marks) > 0 && !row.ByBytes && !k.AnySure() && !k.AnyTells() && !c.sealed
	c.traits = format.Traits{
		About: row.About, Containers: k.Containers(), Flat: true, Restarts: row.Manners.Restarts, Cookie: row.Manners.Cookie, Lasts: row.Manners.Lasts,
		Digests: k.Digests(), Ways: c.codecs.Ways(), Written: f.written, Takes: k.Takes,
		ArrayKey: c.codecs.ArrayKey, Alike: c.codecs.Alike,
		Lack: row.lack, Facts: f.facts, Shapes: k.Shapes(), Sealed: c.codecs.AllSealed(),
	}
	t := &c.traits
	if len(row.Manners.Locks) > 0 {
		t.LockKeys = k.LockKeys
	}
	if free := row.Manners.LockFree; free != "" {
		t.LockFree = func(value []byte) bool { return string(value) == free }
	}
	if row.Contested {
		t.Claims, t.First, t.Marked, t.Unmarked = f.claims, f.first, f.marked, f.unmarked
	}
	if row.Contested && k.AnyProves() {
		t.Proves = k.Proves
	}
	if len(c.codecs.Codecs) > 1 {
		t.DecodeAs = f.decodeAs
	}
	if t.Expires = row.Manners.Expires; t.Expires != "" {
		t.Deadline = f.deadline
	}
	if c.codecs.HasDeadlines() {
		t.Deadline, t.Retime = f.deadline, f.retime
	}
	if c.codecs.Parted != nil {
		t.Parted = f.parted
	}
	if c.codecs.HasSparse() {
		t.Sparse = f.sparse
	}
}

// sparse is [format.Traits.Sparse].
func (f *Format) sparse(w *sparse.Want) sparse.Reader {
	if f.row.Needs != "" || f.row.Own != nil { // names decide whose a session is
		w = sparse.And(w, &sparse.Want{Each: &sparse.Want{Each: &sparse.Want{}}})
	}
	return func(value []byte, flags uint32, a *sparse.Arena) (r sparse.Record, ok bool) {
		v, err := f.row.Client.Open(value, flags)
		if err != nil {
			return r, false
		}
		data, ok := f.its().codecs.Sparse(v.Bytes, v.Serializer, w, a)
		if !ok || f.row.refuses(serial.NamesIn(data)) != nil {
			return r, false
		}
		return sparse.Record{Data: data, LastAccess: f.row.Manners.glimpsed(data), Timeout: storage.TTLUnknown}, true
	}
}

// facts is [format.Traits.Facts].
func (f *Format) facts() format.Facts {
	return format.Facts{Language: f.row.Language, Keys: f.its().keys.Patterns(), Marks: f.row.Marks, Tried: f.row.Tried, Text: f.row.Text()}
}

// Name returns the row's name.
func (f *Format) Name() string { return f.row.Name }

// Traits returns those of the row.
func (f *Format) Traits() *format.Traits { return &f.its().traits }

// Key returns the key of a session's item.
func (f *Format) Key(container, id string) (string, error) { return f.its().keys.Key(container, id) }

// Parse returns the container and id that a key names. The key of a lock names
// none.
func (f *Format) Parse(key string) (container, id string, exact, ok bool) {
	c := f.its()
	container, id, ok = c.keys.Parse(key)
	return container, id, !c.traits.Digests, ok
}

// Decode reads a session.
func (f *Format) Decode(value []byte, flags uint32) (*format.Record, error) {
	return f.decodeAs("", value, flags)
}

// DecodeAs is Decode for a value that is written in the way; "": its bytes tell.
func (f *Format) decodeAs(way string, value []byte, flags uint32) (*format.Record, error) {
	v, err := f.row.Client.Open(value, flags)
	if err != nil {
		return nil, err
	}
	data, way, err := f.its().codecs.Read(way, v.Bytes, v.Serializer)
	sealed := f.its().codecs.Sealed(way)
	if err == nil && sealed == "" {
		err = f.row.refuses(serial.NamesOf(data))
	}
	if err != nil {
		return nil, v.Explain(err)
	}
	return &format.Record{
		Data: data, Timeout: storage.TTLUnknown, Way: way,
		LastAccess: f.row.Manners.accessed(data), Sealed: sealed,
	}, nil
}

// Encode writes a session: an existing one with its codec and packing, and a new one
// in the way of the record.
func (f *Format) Encode(r *format.Record, was *storage.Item) ([]byte, uint32, error) {
	if was != nil && f.its().codecs.Sealed(r.Way) != "" {
		return f.unchanged(r, was)
	}
	if lack := f.row.lacks(serial.NamesOf(r.Data), r.LastAccess); lack != nil && !f.lacked(lack, r, was) {
		return nil, 0, lack
	}
	if was == nil {
		value, err := f.its().codecs.Write(r.Data, r.Way, nil, "")
		return value, f.row.Client.FlagsOf(f.its().codecs.SerializerOf(r.Way)), err
	}
	old, err := f.row.Client.Open(was.Value, was.Flags)
	if err != nil {
		return nil, 0, err
	}
	value, err := f.its().codecs.Write(r.Data, r.Way, old.Bytes, old.Serializer)
	if err != nil {
		return nil, 0, err
	}
	return old.Pack(value)
}

// lacked reports whether the stored session already lacks the same: then the rest of it can be written.
func (f *Format) lacked(lack *format.LackError, r *format.Record, was *storage.Item) bool {
	if was == nil {
		return false
	}
	old, err := f.decodeAs(r.Way, was.Value, was.Flags)
	if err != nil {
		return false
	}
	before := f.row.lacks(serial.NamesOf(old.Data), r.LastAccess)
	return before != nil && before.Missing == lack.Missing
}

// unchanged returns the item of a session that is sealed; it fails if the data are others.
func (f *Format) unchanged(r *format.Record, was *storage.Item) ([]byte, uint32, error) {
	old, err := f.decodeAs(r.Way, was.Value, was.Flags)
	switch {
	case err != nil:
		return nil, 0, err
	case !tree.Equal(old.Data, r.Data):
		return nil, 0, errors.New(old.Sealed)
	}
	return was.Value, was.Flags, nil
}

// claims is [format.Traits.Claims].
func (f *Format) claims(key string, item *client.Stored) bool {
	unpacked, serializer, err := f.row.Client.Peek(item)
	if errors.Is(err, client.ErrFlags) {
		return false
	}
	c := f.its()
	set := c.codecs
	begins := err == nil && set.Begins(unpacked, serializer)
	switch {
	case err == nil && f.row.strict() && !begins && !set.MayBegin(unpacked, serializer):
		return false
	case err == nil && c.byMarks && !(set.MayHold(unpacked) && c.mayProve(f.row, unpacked)):
		return false
	case f.marked(key):
		return begins && f.proves(key, unpacked, serializer)
	case err != nil:
		return f.row.Client.Packs(item.Value, item.Flags)
	case set.Claims(unpacked, serializer):
		return true
	case !bytes.Contains(unpacked, c.needs):
		return false
	}
	return set.One(unpacked, serializer, func(data serial.Names) bool { return f.row.refuses(data) == nil })
}

// first is [format.Traits.First].
func (f *Format) first(flags uint32) [256]bool {
	first, serializer, packed := f.row.Client.First(flags)
	c := f.its()
	mustBegin := f.row.strict() && (!c.keys.AnySure() || c.codecs.Several() && serializer == "")
	if packed || !mustBegin {
		return first
	}
	begins := c.codecs.First(serializer)
	for b := range first {
		first[b] = first[b] && begins[b]
	}
	return first
}

// proves reports whether a value that begins as sessions do is one under a key that marks one, or with one of
// the marks, is hardly anything else, or is sealed as only the framework's sessions are.
func (f *Format) proves(key string, value []byte, serializer string) bool {
	c := f.its()
	set := c.codecs
	switch {
	case c.sealed && set.IsSealed(value, serializer):
		return true
	case c.keys.Tells(key):
		return set.Any(value, serializer, named)
	case f.row.ByBytes && set.Proves(value, serializer):
		return true
	}
	return (c.byMarks || c.mayProve(f.row, value)) && set.Any(value, serializer, f.row.proves)
}

// mayProve reports, at a glance, whether a value that is unpacked can be a session that proves of its row
// is true of.
func (c *compiled) mayProve(row *Row, value []byte) bool {
	if len(c.marks) == 0 {
		return row.Whole
	}
	if c.marked != 0 && bytes.IndexByte(value, c.marked) < 0 {
		return false
	}
	return slices.ContainsFunc(c.marks, func(mark []byte) bool { return bytes.Contains(value, mark) })
}

// nameIn returns the name in a mark.
func nameIn(mark string) []byte { return []byte(mark[strings.IndexByte(mark, '/')+1:]) }

// named reports whether a session has a name that is a text.
func named(data serial.Names) bool {
	for _, isText := range data.All() {
		if isText {
			return true
		}
	}
	return false
}

// marked is [format.Traits.Marked].
func (f *Format) marked(key string) bool { return f.row.strict() && !f.its().keys.Sure(key) }

// unmarked is [format.Traits.Unmarked].
func (f *Format) unmarked(data *tree.Map) []string {
	if f.row.marked(serial.NamesOf(data)) {
		return nil
	}
	return f.row.Marks
}

// written is [format.Traits.Written].
func (f *Format) written(way string, value []byte, flags uint32) string {
	v, err := f.row.Client.Open(value, flags)
	if err != nil {
		return ""
	}
	text := f.its().codecs.Written(way, v.Bytes, v.Serializer)
	if text == "" {
		return ""
	}
	return text + v.Note()
}

// parted is [format.Traits.Parted].
func (f *Format) parted(way string, was, now []byte) string {
	return f.its().codecs.PartedBy(way, was, now)
}
