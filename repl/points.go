package repl

import (
	"strconv"

	"sessh/session"
	"sessh/txn"
)

// point is a savepoint by its name.
type point struct {
	name string
	sp   *txn.Savepoint
	at   session.Point
}

// points are the savepoints of the open transaction, the oldest first. There may be
// one for every line of a long script: nothing is done for all of them at each.
type points struct {
	all   []*point
	taken map[string]int // how many have a name
	tried int            // of sp1, sp2, ... those up to this one are taken
}

func (ps *points) add(p *point) {
	ps.live()
	if ps.taken == nil {
		ps.taken = make(map[string]int)
	}
	ps.all = append(ps.all, p)
	ps.taken[p.name]++
}

// live are those that are still valid. A rollback ends those after the one that it
// goes to, and the end of a transaction all of them: those that have ended are the last.
func (ps *points) live() []*point {
	n := len(ps.all)
	for n > 0 && ps.all[n-1].sp.Err() != nil {
		n--
		ps.taken[ps.all[n].name]--
		ps.tried = 0
		ps.all[n] = nil
	}
	ps.all = ps.all[:n]
	return ps.all
}

// free is the first of sp1, sp2, ... that is not taken.
func (ps *points) free() string {
	ps.live()
	for ps.taken[numbered(ps.tried+1)] > 0 {
		ps.tried++
	}
	return numbered(ps.tried + 1)
}

func numbered(i int) string { return "sp" + strconv.Itoa(i) }
