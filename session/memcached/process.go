package memcached

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
	"time"
)

// An epoch is the life of one server process. Each counts the versions of its
// items from 1, so that after a restart what somebody else has stored may well
// have the version that an item was read at before. Outside of this package a
// version is therefore mixed with the epoch that it is from: a write that
// carries one of another epoch asks for a version that no item has, and is a
// conflict. It is the same number in every program that looks.
type epoch uint64

// version is the version of an item as callers see it.
func (e epoch) version(cas uint64) uint64 {
	if cas == 0 {
		return 0
	}
	return cas ^ uint64(e)
}

// cas is the version that is to be sent to the server.
func (e epoch) cas(version uint64) uint64 { return e.version(version) }

// process is what is known of the server process at the other end of a connection.
type process struct {
	epoch epoch
	time  time.Time // what its clock said; zero: it did not tell
	asked time.Time // when that was, by ours
	can   abilities
	*learned
}

// sameClock is how far two clocks are apart that are set alike: memcached counts
// whole seconds, and looks at its clock once in one.
const sameClock = 3 * time.Second

// now is what the process takes the time for, which counts where it is told to
// keep an item until a point in time: its clock may be set otherwise than ours,
// and one of the two may have been set again since.
func (p *process) now(ours time.Time) time.Time {
	if p.time.IsZero() {
		return ours
	}
	return p.time.Add(ours.Sub(p.asked))
}

// ours is a point in time of the process' clock by ours, so that how long it is
// until then is told right. Zero stays zero.
func (p *process) ours(t time.Time) time.Time {
	if t.IsZero() || p.time.IsZero() {
		return t
	}
	if skew := p.asked.Sub(p.time); skew.Abs() > sameClock {
		return t.Add(skew)
	}
	return t
}

// processOf tells processes apart by their number and by when they were started.
// One that does not say so is taken to live forever.
func processOf(stats map[string]string, asked time.Time) *process {
	now, err := strconv.ParseInt(stats["time"], 10, 64)
	p := &process{learned: new(learned)}
	if err != nil || now <= 0 {
		return p
	}
	p.time, p.asked = time.Unix(now, 0), asked
	if up, err := strconv.ParseInt(stats["uptime"], 10, 64); err == nil {
		p.epoch = epochOf(stats["pid"], now-up)
	}
	return p
}

// epochOf makes a number of what tells processes apart.
func epochOf(facts ...any) epoch {
	sum := sha256.Sum256([]byte(fmt.Sprintln(facts...)))
	return epoch(binary.BigEndian.Uint64(sum[:]))
}
