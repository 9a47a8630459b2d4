package commit

import (
	"context"
	"errors"
	"fmt"

	"sessh/session/storage"
)

// restore puts items back that were written in a round that failed, if the store still holds
// exactly what was written.
func (r *Round) restore(ctx context.Context, written []*Write) {
	if len(written) == 0 {
		return
	}
	var writes []storage.Write
	var back []*Write
	for i, l := range r.load(ctx, written, storage.NeedValue) {
		x := written[i]
		if l.Err != nil {
			x.Err = fmt.Errorf("it could not be put back: %w", l.Err)
			continue
		}
		if !x.Put.Leaves(l.Item) || x.version != 0 && x.version != storage.VersionOf(l.Item) {
			x.Err = errors.New("it could not be put back: another program has changed it since")
			continue
		}
		writes, back = append(writes, x.inverse(storage.VersionOf(l.Item))), append(back, x)
	}
	if len(writes) == 0 {
		return
	}
	var restored []*Write
	for i, o := range r.store.Apply(ctx, writes) {
		x := back[i]
		switch o.State {
		case storage.Applied:
			x.Fate = Restored
			restored = append(restored, x)
		case storage.Overtaken:
			x.Err = errors.New("it could not be put back: another program has changed it since")
		case storage.Unknown:
			x.Fate, x.Err = Uncertain, fmt.Errorf("it was written, and it is not known whether it was put back: %w", o.Err)
			x.Attempt = &Attempt{write: x.Put, back: true, inverse: writes[i].Version}
		default:
			x.Err = fmt.Errorf("it could not be put back: %w", o.Err)
		}
	}
	r.reread(ctx, restored)
}

// reread reads the versions of restored items. If that fails, the old version stays, and the
// next commit meets a conflict.
func (r *Round) reread(ctx context.Context, restored []*Write) {
	if len(restored) == 0 {
		return
	}
	for i, l := range r.load(ctx, restored, storage.NeedValue) {
		restored[i].follow(l.Item)
	}
}
