package server

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
	"time"
)

// An epoch identifies one server process. Each process counts the versions of its items from 1, so
// that after a restart another item may have the version that an item was read at before. Outside
// of this package, a version is therefore combined with its epoch: a write with a version of
// another epoch asks for a version that no item has, and is a conflict. All programs compute the
// same number.
type epoch uint64

// version returns the version of an item as callers see it.
func (e epoch) version(cas uint64) uint64 {
	if cas == 0 {
		return 0
	}
	return cas ^ uint64(e)
}

// cas returns the version to send to the server.
func (e epoch) cas(version uint64) uint64 { return e.version(version) }

// process is what is known about the server process at the other end of a connection.
type process struct {
	epoch epoch
	time  time.Time // by its clock; zero: not known
	asked time.Time // the same time, by ours
	can   abilities
	*learned
}

// sameClock is how far apart two clocks can be that are set to the same time: memcached counts whole
// seconds, and reads its clock once in each.
const sameClock = 3 * time.Second

// now returns the time by the process's clock, which matters if it shall keep an item until a given
// time: its clock may differ from ours, and either may have been set since.
func (p *process) now(ours time.Time) time.Time {
	if p.time.IsZero() {
		return ours
	}
	return p.time.Add(ours.Sub(p.asked))
}

// ours converts a time of the process's clock to ours, so that the time left until then is right.
// Zero stays zero.
func (p *process) ours(t time.Time) time.Time {
	if t.IsZero() || !p.skewed() {
		return t
	}
	return t.Add(p.asked.Sub(p.time))
}

// skewed reports whether the process's clock differs from ours.
func (p *process) skewed() bool { return !p.time.IsZero() && p.asked.Sub(p.time).Abs() > sameClock }

// processOf identifies a process by its number and the time at which it was started. One that does
// not report these is taken to run forever.
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

// epochOf returns a number for what identifies a process.
func epochOf(facts ...any) epoch {
	sum := sha256.Sum256([]byte(fmt.Sprintln(facts...)))
	return epoch(binary.BigEndian.Uint64(sum[:]))
}
