// Package listing recognises the items of a store as sessions, and lists them.
//
// A [Catalog] knows the formats that there may be. The key of an item says which of them it fits; many
// keys prove nothing, and then the value decides. Values are read many at a time, and what was found
// out about an item is remembered until it changes.
//
// The catalog also remembers the format of each container, the names that digests in keys were made
// of, [Namesake]s (sessions of two formats in containers of one name), and whether items are on
// the servers that the store's hash scheme chooses ([Misplaced]).
package listing
