package browse

import (
	"context"
	"fmt"
	"time"

	"sessh/repl/command"
	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/session/storage"
)

func ttl(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	names := c.Path(env, 0)
	if len(names) < place.Session {
		return nil, fmt.Errorf("%s is not a session, nor a place in one", names)
	}
	in, err := env.Root.Locate(ctx, names[0], names[1])
	if err != nil {
		return nil, err
	}
	key, err := in.Format().Key(names[0], names[1])
	if err != nil {
		return nil, err
	}
	left, item, err := leftOf(ctx, env.Root.Store(), key)
	if err != nil {
		return nil, err
	}
	at := names[:place.Session]
	if item == nil {
		return nil, fmt.Errorf("%s is not stored", at)
	}
	return output.Message{Words: left.text(), Facts: map[string]any{"path": at.String(), "ttl": left.seconds()}}, nil
}

// timeLeft is how long an item has left.
type timeLeft struct {
	gone bool
	ttl  time.Duration
}

func (t timeLeft) text() string {
	switch {
	case t.gone:
		return "gone"
	case t.ttl == storage.TTLUnknown:
		return "not reported by this server"
	}
	return notation.Duration(t.ttl)
}

func (t timeLeft) seconds() any {
	if t.gone || t.ttl <= 0 {
		return nil
	}
	return t.ttl.Seconds()
}

// leftOf asks the server for the time left of an item; the item is nil if it is gone.
func leftOf(ctx context.Context, store storage.Store, key string) (timeLeft, *storage.Item, error) {
	l := store.Load(ctx, []string{key}, storage.NeedTTL)[0]
	if l.Err != nil {
		return timeLeft{}, nil, l.Err
	}
	if l.Item == nil {
		return timeLeft{gone: true}, nil, nil
	}
	return timeLeft{ttl: l.Item.TTL}, l.Item, nil
}
