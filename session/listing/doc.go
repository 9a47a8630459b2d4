// Package listing recognizes the items of a store as sessions, and lists them.
//
// A [Catalog] knows the formats that there may be. The key of an item says which of them it fits; many
// keys prove nothing, and then the value decides. Values are read many at a time while the listing
// goes on, and are looked at no further than to know whose they are. Keys under which well-known software
// caches something, such as fragments of pages, fit none, though they end as those of sessions do: see
// Uncached of [sessh/session/format/keys.Pattern].
//
// Nothing is concluded about an item from others: an application's cache and its sessions can share a
// prefix, the kind of their names, their flags and their size, so that a thousand sessions under such
// keys say nothing about the next one. What is listed as a session has been proved to be one, by its
// key or by its value. Nor are numbers estimated: three sessions among a million other items would be
// missed. So the first listing of items whose keys prove nothing costs at least what it takes to read
// them all. What was found out is remembered until an item has another version: a later listing reads
// only what is new.
//
// The catalog also remembers the format of each container, the names that digests in keys were made
// of, [Namesake]s (sessions of two formats in containers of one name), and whether items are on
// the servers that the store's hash scheme chooses ([Misplaced]).
package listing
