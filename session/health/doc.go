// Package health measures what the fate of sessions depends on: the servers, by their counters, and the
// sessions on them, by a listing.
//
//	servers := health.Look(ctx, root.Store())
//	census, err := health.Count(ctx, root, nil)
//
// It judges nothing. Packages doctor and why draw conclusions from it, each of which is a [Finding].
package health
