package listing

import (
	"sync/atomic"

	"sessh/session/format"
)

// claimants finds the formats that may claim an item, by its flags and the first byte of its value.
// For the flags that clients use it looks them up in tables, each made when it is first needed. It is
// safe for concurrent use.
type claimants struct {
	formats []format.Format
	tables  [usualFlags]atomic.Pointer[claimTable]
}

// A claimTable has the formats for each first byte.
type claimTable [256]formatSet

// A formatSet is a set of formats, by their numbers; it has all those past the first 64.
type formatSet uint64

const (
	usualFlags  = 256
	formatsHeld = 64
	allFormats  = ^formatSet(0)
)

func (s formatSet) has(format int) bool { return format >= formatsHeld || s>>format&1 != 0 }

// of returns the formats that may claim an item with such a value and flags, and those that claim
// all items.
func (c *claimants) of(value []byte, flags uint32) formatSet {
	if len(value) == 0 || flags >= usualFlags {
		return allFormats
	}
	t := c.tables[flags].Load()
	if t == nil {
		t = c.table(flags)
		c.tables[flags].Store(t)
	}
	return t[value[0]]
}

func (c *claimants) table(flags uint32) *claimTable {
	t := new(claimTable)
	for i, f := range c.formats[:min(len(c.formats), formatsHeld)] {
		var first [256]bool
		may := f.Traits().First
		if may != nil {
			first = may(flags)
		}
		for b := range t {
			if may == nil || first[b] {
				t[b] |= 1 << i
			}
		}
	}
	return t
}
