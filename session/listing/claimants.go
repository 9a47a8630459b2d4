package listing

import (
	"sync/atomic"

	"sessh/session/format"
	"sessh/session/format/keys"
)

// claimants finds the formats that may claim an item, by its flags and the first byte of its value.
// For the flags that clients use it looks them up in tables, each made when it is first needed. It is
// safe for concurrent use.
type claimants struct {
	formats []format.Format
	tables  [usualFlags]atomic.Pointer[claimTable]
}

// A claimTable has the formats for each first byte.
type claimTable [256]keys.Set

const usualFlags = 256

// of returns the formats that may claim an item with such a value and flags, and those that claim
// all items.
func (c *claimants) of(value []byte, flags uint32) keys.Set {
	if len(value) == 0 || flags >= usualFlags {
		return keys.All
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
	for i, f := range c.formats {
		var first [256]bool
		may := f.Traits().First
		if may != nil {
			first = may(flags)
		}
		for b := range t {
			if may == nil || first[b] {
				t[b] = t[b].With(i)
			}
		}
	}
	return t
}
