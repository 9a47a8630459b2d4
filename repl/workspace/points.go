package workspace

import (
	"strconv"

	"sessh/session"
	"sessh/txn"
)

// Savepoint is a savepoint by its name.
type Savepoint struct {
	Name string
	SP   *txn.Savepoint
	At   session.Point
}

// Savepoints are the savepoints of the open transaction, the oldest first. There may be
// one for every line of a long script: nothing is done for all of them at each.
type Savepoints struct {
	all   []*Savepoint
	taken map[string]int // how many have a name
	tried int            // of sp1, sp2, ... those up to this one are taken
}

func (ps *Savepoints) Add(p *Savepoint) {
	ps.Live()
	if ps.taken == nil {
		ps.taken = make(map[string]int)
	}
	ps.all = append(ps.all, p)
	ps.taken[p.Name]++
}

// Live are those that are still valid. A rollback ends those after the one that it
// goes to, and the end of a transaction all of them: those that have ended are the last.
func (ps *Savepoints) Live() []*Savepoint {
	n := len(ps.all)
	for n > 0 && ps.all[n-1].SP.Err() != nil {
		n--
		ps.taken[ps.all[n].Name]--
		ps.tried = 0
		ps.all[n] = nil
	}
	ps.all = ps.all[:n]
	return ps.all
}

// Free is the first of sp1, sp2, ... that is not taken.
func (ps *Savepoints) Free() string {
	ps.Live()
	for ps.taken[numbered(ps.tried+1)] > 0 {
		ps.tried++
	}
	return numbered(ps.tried + 1)
}

func numbered(i int) string { return "sp" + strconv.Itoa(i) }
