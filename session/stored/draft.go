package stored

import (
	"time"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/tree"
)

// Draft returns the value and flags that a commit at that time would store a draft as. It fails if they
// would not be read as the draft's data.
func Draft(d session.Draft, at time.Time) (value []byte, flags uint32, err error) {
	r := &format.Record{Container: d.Container.Name(), ID: d.ID, LastAccess: at, Timeout: d.Timeout, Data: d.Data, Flags: d.Flags, Way: d.Way}
	shared := tree.HasRefs(d.Data)
	value, flags, exact, err := d.Container.Encode(r, d.Base, shared)
	if err != nil {
		return nil, 0, err
	}
	if exact {
		return value, flags, nil
	}
	return value, flags, format.Verify(d.Container.Format(), r, value, flags, shared)
}
