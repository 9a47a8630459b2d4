// Package stash keeps what was pending in transactions that have ended, so that it can be
// made pending again: what a user put aside, what an abort dropped, and what a killed shell
// left behind.
//
// A [Store] holds the entries of one server: a [Folder] in files that outlive the shell, a
// [Memory] as long as the shell runs. A [Keeper] belongs to a running shell and saves what is
// pending after each line, so that there is an entry if the shell is killed.
//
// Only their owner can read the files, since they contain the data of sessions.
package stash

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// A Why is how an entry came to be.
type Why string

const (
	Kept    Why = "kept"    // put aside by the user
	Left    Why = "left"    // kept by the user at the end of the shell
	Killed  Why = "killed"  // pending in a shell that did not end it
	Aborted Why = "aborted" // dropped by abort
	Quit    Why = "quit"    // dropped at the end of the shell
	Dropped Why = "dropped" // was kept, and dropped from the stash
)

// Discarded reports whether the user dropped the entry, which stays for a while.
func (w Why) Discarded() bool { return w == Aborted || w == Quit || w == Dropped }

// Unfinished reports whether the entry was pending when its shell ended.
func (w Why) Unfinished() bool { return w == Killed || w == Left }

// An Entry is what was pending in one transaction.
type Entry struct {
	Version  int       `json:"sessh"` // of this layout: [Version]
	Server   string    `json:"server"`
	Name     string    `json:"name,omitempty"`
	Why      Why       `json:"why"`
	At       time.Time `json:"saved"`
	Changes  int       `json:"changes"`
	Sessions []Session `json:"sessions"`

	ID  string `json:"-"` // in its store
	Err error  `json:"-"` // why it cannot be read: nothing but ID is known then
}

// Version is the layout that this package writes. Layout 1 had no names and no reasons.
const Version = 2

// A Session is what was pending in one session.
type Session struct {
	Container string `json:"container"`
	ID        string `json:"id"`
	Format    string `json:"format"`
	Base      *Item  `json:"base,omitempty"` // what it is pending against; nil: no item
	// Exactly one of the next three is set: Removed if the session must be removed, its
	// item as the format writes it, or its data in JSON if the format cannot write it.
	Removed bool            `json:"removed,omitempty"`
	Item    *Item           `json:"item,omitempty"`
	Data    json.RawMessage `json:"data,omitempty"`
	Timeout float64         `json:"timeout"` // in seconds; 0: never, less: not told
	// Inherits is set if Timeout is not a change, see [session.Draft], which also says what Remaining
	// (in seconds), Renewed and Way are.
	Inherits  bool     `json:"inherits,omitempty"`
	Remaining *float64 `json:"remaining,omitempty"`
	Renewed   bool     `json:"renewed,omitempty"`
	Way       string   `json:"way,omitempty"`
	Flags     *uint32  `json:"flags,omitempty"` // that a raw item was given
}

// An Item is what a server holds under a key.
type Item struct {
	Value   []byte `json:"value"`
	Flags   uint32 `json:"flags,omitempty"`
	Version uint64 `json:"version,omitempty"`
	// TTL is the time that the item had left when it was read, in seconds; 0: it does not
	// expire, nil: not known.
	TTL *float64 `json:"ttl,omitempty"`
}

// Parse parses an entry.
func Parse(text []byte) (*Entry, error) {
	var e Entry
	if err := json.Unmarshal(text, &e); err != nil {
		return nil, fmt.Errorf("it is damaged: %w", err)
	}
	switch {
	case e.Version == 1:
		e.Why = Killed
	case e.Version != Version:
		return nil, fmt.Errorf("it has layout %d, and this version of sessh knows %d", e.Version, Version)
	case e.Why == "":
		return nil, errors.New("it is damaged: its origin is missing")
	}
	for i, x := range e.Sessions {
		ways := 0
		for _, is := range []bool{x.Removed, x.Item != nil, x.Data != nil} {
			if is {
				ways++
			}
		}
		if x.Container == "" || x.ID == "" || x.Format == "" || ways != 1 {
			return nil, fmt.Errorf("it is damaged: session %d is incomplete", i+1)
		}
	}
	return &e, nil
}

// marshal returns the inverse of Parse.
func (e *Entry) marshal() ([]byte, error) {
	e.Version = Version
	text, err := json.Marshal(e)
	return append(text, '\n'), err
}
