package repl

import (
	"context"

	"sessh/repl/listing"
	"sessh/repl/output"
	"sessh/session"
)

// listSorted lists the sessions of a container in an order, no more than limit.
func (sh *Shell) listSorted(ctx context.Context, c *use, container string, match func(string) bool) error {
	order := listing.Orders[c.String("sort")]
	if c.IsSet("reverse") {
		order = order.Reversed()
	}
	rows := listing.NewFirst(c.Number("limit"), order)
	now := sh.options.Now()
	listErr := listing.Each(ctx, sh.Root, container, sh.progress("sessions"), func(f session.Found) {
		if match(f.ID) {
			sh.names.Saw(container, f.ID)
			rows.Add(listing.BriefOf(f))
		}
	})
	signs := make(map[string]rune)
	for _, s := range sh.Opened(container) {
		signs[s.ID()] = output.SessionSign(s)
	}
	sorted := rows.Sorted()
	copies := make([][]session.Copy, len(sorted))
	if c.IsSet("long") {
		copies = listing.Copies(ctx, sh.Root, container, sorted)
	}
	for i, b := range sorted {
		found := b.Found()
		row := &listing.Session{Name: b.ID, Sign: output.SignNone, Found: &found, Now: now, Long: c.IsSet("long"), Copies: copies[i]}
		if sign := signs[b.ID]; sign != 0 {
			row.Sign = sign
		}
		if err := c.emit(row); err != nil {
			return err
		}
	}
	return listErr
}
