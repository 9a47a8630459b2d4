// Package sweep goes through the sessions of a store, of one container or of all.
//
// [List] streams the sessions without their data, by their keys and the store's listing.
// [Scan] reads the sessions in batches, and returns each as a [Peek], which was read and not decoded
// yet. A search looks at its bytes first, and decodes only what may match:
//
//	for peeks, err := range sweep.Scan(ctx, root, tx, "Shop") {
//		...
//		for _, p := range peeks {
//			if p.Excludes("SUMMER") {
//				continue
//			}
//			data, err := p.Session().Data()
//			...
//		}
//	}
//
// A listing shows what the store holds. A scan shows what the transaction does: sessions that it has
// open are as they are there, those with changes that the store does not hold are included, and deleted
// ones are left out. Neither opens a session in it.
package sweep
