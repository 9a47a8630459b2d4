// Package beaker is the format of Beaker's sessions in memcached: a pickled
// dictionary under the session id and "_session".
package beaker

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"sessh/session"
	"sessh/session/format/pickled"
)

// Container is the name of the container of all sessions.
const Container = "beaker"

const suffix = "_session"

// Format is the format. Its zero value is ready, and it is safe for
// concurrent use.
type Format struct{}

var _ session.Format = Format{}

// Name is "beaker".
func (Format) Name() string { return "beaker" }

// Traits are what is particular about the format.
func (Format) Traits() *session.Traits { return &traits }

var traits = session.Traits{
	About:      "Beaker's sessions, as pickles; read and written",
	Containers: []string{Container},
	Flat:       true,
	Claims:     pickled.Claims,
	Ways:       pickled.Ways(),
	Written:    pickled.Written,
}

// Key is the key of a session's item.
func (Format) Key(container, id string) (string, error) {
	switch {
	case container != Container:
		return "", fmt.Errorf("the sessions of Beaker are in the container %s, not in %s", Container, container)
	case !isID(id):
		return "", errors.New("an id of Beaker's has 32 hexadecimal digits")
	}
	return id + suffix, nil
}

func isID(id string) bool {
	return len(id) == 32 && !strings.ContainsFunc(id, func(c rune) bool { return !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') })
}

// Parse tells the id of a key.
func (Format) Parse(key string) (container, id string, exact, ok bool) {
	id, ok = strings.CutSuffix(key, suffix)
	return Container, id, true, ok && isID(id)
}

// accessed is the key under which Beaker keeps the time of the last access.
const accessed = "_accessed_time"

// Decode reads a session.
func (Format) Decode(value []byte, flags uint32) (*session.Record, error) {
	r, err := pickled.Decode(value, flags)
	if err != nil {
		return nil, err
	}
	if v, ok := r.Data.Get(accessed); ok {
		if f, ok := v.(float64); ok && f > 0 && f < 1<<38 {
			r.LastAccess = time.UnixMicro(int64(f * 1e6))
		}
	}
	return r, nil
}

// Encode writes a session.
func (Format) Encode(r *session.Record, was *session.Item) ([]byte, uint32, error) {
	return pickled.Encode(r, was, pickled.FlagPickle)
}
