package browse

import (
	"context"

	"sessh/repl/listing"
	"sessh/repl/output"
	"sessh/session"
)

// sortedSessions lists the sessions of a container in an order, up to the limit.
func (l *listed) sortedSessions(ctx context.Context) error {
	container, long, now := l.at[0], l.c.IsSet("long"), l.env.Shell.Now()
	order := listing.Orders[l.c.String("sort")]
	if l.c.IsSet("reverse") {
		order = order.Reversed()
	}
	first := listing.NewFirst(l.c.Number("limit"), order)
	unlisted := listing.Each(ctx, l.env.Root, container, l.env.Out.Progress("sessions"), func(f session.Found) {
		if l.match(f.ID) {
			l.env.Shell.Listed(container, f.ID)
			first.Add(listing.BriefOf(f))
		}
	})
	signs := make(map[string]rune)
	for _, s := range l.env.Work.Opened(container) {
		signs[s.ID()] = output.SessionSign(s)
	}
	sorted := first.Sorted()
	copies := make([][]session.Copy, len(sorted))
	if long {
		copies = listing.Copies(ctx, l.env.Root, container, sorted)
	}
	for i, b := range sorted {
		found := b.Found()
		r := &listing.Session{Name: b.ID, Sign: output.SignNone, Found: &found, Now: now, Long: long, Copies: copies[i]}
		if sign := signs[b.ID]; sign != 0 {
			r.Sign = sign
		}
		if err := l.show(r); err != nil {
			return err
		}
	}
	return unlisted
}
