// Package why finds out what became of a session.
//
//	answers, err := why.Ask(ctx, root, why.Question{Container: "Shop", ID: "anna"})
//
// [Ask] gathers the evidence once: the item and its copies, the lock, a listing of all items, and
// the counters of the servers before and after the item is read. Each cause is a function in a table
// that draws a conclusion from that evidence, or none. What speaks against a cause is part of the
// [Answer], and so is what cannot be known.
//
// Asking changes nothing, and extends no lifetime.
package why
