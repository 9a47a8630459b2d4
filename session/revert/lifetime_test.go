package revert_test

import (
	"fmt"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/framework"
	"sessh/session/memstore"
	"sessh/session/revert"
	"sessh/session/storage"
	"sessh/txn"
)

// TestLifetimeThatIsNotStored: a commit has changed the lifetime of a session whose value does not store
// it. The revert gives it what would be left of the one before.
func TestLifetimeThatIsNotStored(t *testing.T) {
	t.Parallel()
	const id = "8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc"
	for name, test := range map[string]struct {
		had, set, since time.Duration
		between         time.Duration // what another program sets it to; 0: nothing
		same            bool          // the commit does not change it
		kept            bool          // the items and the time are known from a journal
		want            time.Duration // -1: it is not taken back
		noted           bool
	}{
		"longer":                {had: time.Hour, set: 2 * time.Hour, since: 10 * time.Minute, want: 50 * time.Minute},
		"of another shell":      {had: time.Hour, set: 2 * time.Hour, since: 10 * time.Minute, kept: true, want: 50 * time.Minute},
		"shorter":               {had: 2 * time.Hour, set: time.Hour, since: 10 * time.Minute, want: 110 * time.Minute},
		"never":                 {had: time.Hour, set: storage.TTLNever, since: 10 * time.Minute, want: 50 * time.Minute},
		"was never":             {had: storage.TTLNever, set: time.Hour, since: 10 * time.Minute, want: storage.TTLNever},
		"that is over":          {had: time.Hour, set: 2 * time.Hour, since: 90 * time.Minute, want: -1, noted: true},
		"changed by another":    {had: time.Hour, set: 2 * time.Hour, since: 10 * time.Minute, between: 3 * time.Hour, want: -1, noted: true},
		"made endless by other": {had: time.Hour, set: 2 * time.Hour, since: 10 * time.Minute, between: -1, want: -1, noted: true},
		"the same":              {had: time.Hour, set: time.Hour, since: 10 * time.Minute, want: -1},
		"the same, never":       {had: storage.TTLNever, set: storage.TTLNever, since: 10 * time.Minute, want: -1},
		"not changed":           {had: time.Hour, same: true, since: 10 * time.Minute, want: -1},
	} {
		now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		clock := func() time.Time { return now }
		d := &desk{t, session.NewRoot(memstore.New(memstore.Options{Now: clock}), session.Options{Formats: []format.Format{framework.Named("django")}, Now: clock}), txn.NewManager()}
		open := func() *session.Session {
			s, err := d.root.Container("django").Session(t.Context(), d.m.Tx(), id)
			must(t, err)
			return s
		}
		set := func(v int) {
			m, err := open().Data()
			must(t, err)
			must(t, m.Set("k", v))
		}
		set(1)
		must(t, open().SetTimeout(test.had))
		d.commit()
		set(2)
		if !test.same {
			must(t, open().SetTimeout(test.set))
		}
		written := d.written()
		if test.kept {
			x, err := revert.Item(written[0].Container, id, written[0].Before, written[0].After)
			must(t, err)
			x.At = written[0].At
			written[0] = revert.Retimed(x)
		}
		if retimed := written[0].Retimed(); retimed == test.same {
			t.Errorf("%s: the lifetime is among the changes: %v", name, retimed)
		}
		now = now.Add(test.since)
		if test.between != 0 {
			must(t, open().SetTimeout(max(test.between, storage.TTLNever)))
			d.commit()
		}
		before := open().Item().TTL
		must(t, revert.Do(t.Context(), d.work(), "revert", written))
		if lasting := revert.Lasting(d.work(), written); len(lasting) > 0 != test.noted {
			t.Errorf("%s: noted are %v", name, lasting)
		}
		d.commit()
		want := test.want
		if want < 0 {
			want = before
		}
		m, err := open().Data()
		must(t, err)
		if v, _ := m.Get("k"); fmt.Sprint(v) != "1" || open().Item().TTL != want {
			t.Errorf("%s: k is %v, and it is left %v, want %v", name, v, open().Item().TTL, want)
		}
	}
}
