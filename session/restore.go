package session

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"sessh/session/storage"
)

// restore puts sessions back that were written in a round that failed, if the store still holds
// exactly what was written.
func (w *Work) restore(ctx context.Context, written []*pendingWrite) {
	if len(written) == 0 {
		return
	}
	store := w.root.store
	var writes []storage.Write
	var back []*pendingWrite
	for i, l := range w.loadWritten(ctx, written, storage.NeedValue) {
		p := written[i]
		if l.Err != nil {
			p.err = fmt.Errorf("it could not be put back: %w", l.Err)
			continue
		}
		if !p.write.Leaves(l.Item) || p.version != 0 && p.version != storage.VersionOf(l.Item) {
			p.err = errors.New("it could not be put back: another program has changed it since")
			continue
		}
		writes, back = append(writes, p.inverse(storage.VersionOf(l.Item))), append(back, p)
	}
	if len(writes) == 0 {
		return
	}
	var restored []*pendingWrite
	for i, o := range store.Apply(ctx, writes) {
		p := back[i]
		switch o.State {
		case storage.Applied:
			p.fate = Restored
			restored = append(restored, p)
		case storage.Overtaken:
			p.err = errors.New("it could not be put back: another program has changed it since")
		case storage.Unknown:
			p.fate, p.err = Uncertain, fmt.Errorf("it was written, and it is not known whether it was put back: %w", o.Err)
			p.s.attempt = &attempt{write: p.write, back: true}
		default:
			p.err = fmt.Errorf("it could not be put back: %w", o.Err)
		}
	}
	w.reread(ctx, restored)
}

// inverse returns the write that takes p back, conditional on version.
func (p *pendingWrite) inverse(version uint64) storage.Write {
	was := p.s.base.Item
	if was == nil {
		return storage.Write{Key: p.write.Key, Delete: true, Version: version}
	}
	ttl := p.ttl
	if ttl == storage.TTLUnknown {
		ttl = max(p.s.base.Record.Timeout, storage.TTLNever)
	}
	return storage.Write{Key: p.write.Key, Server: was.Server, Value: was.Value, Flags: was.Flags, TTL: ttl, Version: version}
}

// reread reads the versions of restored sessions. If that fails, the old version stays, and the
// next commit meets a conflict.
func (w *Work) reread(ctx context.Context, restored []*pendingWrite) {
	if len(restored) == 0 {
		return
	}
	for i, l := range w.loadWritten(ctx, restored, storage.NeedValue) {
		restored[i].s.follow(l.Item)
	}
}

func sameContent(a, b *storage.Item) bool { return a.Flags == b.Flags && bytes.Equal(a.Value, b.Value) }

// withVersion returns the item with another version.
func withVersion(item *storage.Item, version uint64) *storage.Item {
	o := *item
	o.Version = version
	return &o
}
