// Package why finds out what became of a session.
//
//	answers, err := why.Ask(ctx, root, why.Question{Container: "Shop", ID: "anna"})
//
// [Ask] gathers the evidence once: the item and its copies, the lock, a listing of all items, and
// the counters of the servers before and after the item is read. Each cause is a function in a table
// that draws a conclusion from that evidence, or none. What rules a cause out is part of the
// [Answer], and so is what cannot be known.
//
// Asking changes nothing, and extends no lifetime.
//
// # Proofs
//
// A cause is ruled out, or certain, by a proof only, and each proof has a premise. What merely speaks
// against a cause makes it unlikely. A sighting is a moment at which the session was there, as the user,
// a watch or a commit says.
//
//	cause       ruled out by                            premise
//	restarted   a sighting after the start              uptime is right to 2 s; so is the sighting
//	flushed     a sighting after the last flush         the setting "oldest" is that of the last flush
//	            no flush since the start ("oldest" is 0)  for what was there since the start
//	evicted     memory that was never full, or -M       the limit was not raised since; for what was there since the start
//	expired     nothing                                 anybody may store or touch a session with less
//	removed     nothing                                 touch, and a store with a lifetime that is over, are not counted
//
//	cause       certain by                              premise
//	removed     this shell removed it                   it was not stored again
//	unreachable an error of the server                  none
//	all others  nothing                                 it may have been removed before
//
// These prove nothing:
//
//   - counters that are zero: they begin at the start of the server, and begin again after "stats reset",
//     which as a rule leaves no trace;
//   - the sizes of sessions that are left: all sessions of a size may be gone;
//   - a sighting for a store: reading does not prolong a session, and what it had left is known only if
//     the item was read;
//   - the lifetime of neighbours, or a default: it is not that of the session.
package why
