// Package recovery keeps what is pending in a shell in a file, so that it can be
// taken back when the shell was ended before it was committed.
//
// A [Keeper] belongs to one running shell: it saves what is pending after each
// line, and removes the file once nothing is. Beside the file there is a lock that
// the shell holds as long as it runs. [Find] finds the files that nobody holds any
// longer.
//
// The files are readable by their owner only: they hold what sessions hold.
package recovery

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// A Saved is what was pending in one shell.
type Saved struct {
	Version  int       `json:"sessh"` // of this layout: [Version]
	Server   string    `json:"server"`
	At       time.Time `json:"saved"`
	Changes  int       `json:"changes"`
	Sessions []Session `json:"sessions"`
}

// Version is the layout that this package writes.
const Version = 1

// A Session is what was pending in one session.
type Session struct {
	Container string `json:"container"`
	ID        string `json:"id"`
	Format    string `json:"format"`
	Base      *Item  `json:"base,omitempty"` // what it is pending against; nil: no item
	// Of the next three one tells what the session is to hold: that it is to be
	// removed, its item as the format writes it, or its data in JSON where the
	// format could not.
	Removed bool            `json:"removed,omitempty"`
	Item    *Item           `json:"item,omitempty"`
	Data    json.RawMessage `json:"data,omitempty"`
	Timeout float64         `json:"timeout"`         // in seconds; 0: never, less: not told
	Flags   *uint32         `json:"flags,omitempty"` // that a raw item was given
}

// An Item is what a server holds under a key.
type Item struct {
	Value   []byte `json:"value"`
	Flags   uint32 `json:"flags,omitempty"`
	Version uint64 `json:"version,omitempty"`
}

// mostBytes bounds a file that is read.
const mostBytes = 1 << 30

// Parse reads a file.
func Parse(text []byte) (*Saved, error) {
	var s Saved
	if err := json.Unmarshal(text, &s); err != nil {
		return nil, fmt.Errorf("it is damaged: %w", err)
	}
	if s.Version != Version {
		return nil, fmt.Errorf("it is of layout %d, and this sessh knows %d", s.Version, Version)
	}
	for i, x := range s.Sessions {
		ways := 0
		for _, is := range []bool{x.Removed, x.Item != nil, x.Data != nil} {
			if is {
				ways++
			}
		}
		if x.Container == "" || x.ID == "" || x.Format == "" || ways != 1 {
			return nil, fmt.Errorf("it is damaged: session %d is not whole", i+1)
		}
	}
	return &s, nil
}

const (
	ending     = ".json"
	lockEnding = ".lock"
)

// A Keeper keeps what is pending in one shell. It is used by one goroutine at a
// time.
type Keeper struct {
	folder string
	name   string // of the file, without its ending; "": not begun
	lock   *flock.Flock
	there  bool
}

// New returns the keeper of a shell whose file will be in folder, which is made
// when there is something to keep.
func New(folder string) *Keeper { return &Keeper{folder: folder} }

// Save writes what is pending in place of what was saved before.
func (k *Keeper) Save(s *Saved) error {
	if err := k.begin(); err != nil {
		return err
	}
	s.Version = Version
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(k.folder, "new-*") // readable by its owner only
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), k.name+ending)
	}
	if err != nil {
		os.Remove(f.Name())
		return err
	}
	k.there = true
	return nil
}

// begin takes a name that nobody else has.
func (k *Keeper) begin() error {
	if k.name != "" {
		return nil
	}
	if err := os.MkdirAll(k.folder, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(k.folder, "pending-*"+lockEnding)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	lock := flock.New(f.Name())
	ok, err := lock.TryLock()
	if err == nil && !ok {
		err = fmt.Errorf("%s is locked by somebody else", f.Name())
	}
	if err != nil {
		return err
	}
	k.lock, k.name = lock, strings.TrimSuffix(f.Name(), lockEnding)
	return nil
}

// Drop removes what was saved: nothing is pending.
func (k *Keeper) Drop() error {
	if !k.there {
		return nil
	}
	k.there = false
	return os.Remove(k.name + ending)
}

// Close gives up the lock: what is saved now is there for others to take back.
func (k *Keeper) Close() error {
	if k.name == "" {
		return nil
	}
	if !k.there {
		os.Remove(k.name + lockEnding)
	}
	k.name = ""
	return k.lock.Unlock()
}

// A Left is what a shell has left behind. Its finder holds its lock until it is
// removed or released.
type Left struct {
	*Saved
	Err  error // why it cannot be read; Saved is nil then
	name string
	lock *flock.Flock
}

// Name is the file's name.
func (l *Left) Name() string { return l.name + ending }

// Remove removes the file.
func (l *Left) Remove() error {
	return errors.Join(os.Remove(l.name+ending), os.Remove(l.name+lockEnding), l.lock.Unlock())
}

// Release leaves the file for another time.
func (l *Left) Release() error { return l.lock.Unlock() }

// Find returns what shells on the server have left in the folder, the oldest
// first. Files that cannot be read are told with their Err, of whatever server.
func Find(folder, server string) ([]*Left, error) {
	names, err := filepath.Glob(filepath.Join(escaped(folder), "pending-*"+ending))
	if err != nil {
		return nil, err
	}
	var all []*Left
	for _, file := range names {
		l, err := take(strings.TrimSuffix(file, ending))
		switch {
		case err != nil:
			return all, err
		case l == nil:
		case l.Err == nil && l.Server != server:
			if err := l.Release(); err != nil {
				return all, err
			}
		default:
			all = append(all, l)
		}
	}
	slices.SortStableFunc(all, func(a, b *Left) int { return cmp.Compare(a.time().UnixNano(), b.time().UnixNano()) })
	return all, nil
}

func (l *Left) time() time.Time {
	if l.Saved == nil {
		return time.Unix(0, 0)
	}
	return l.At
}

// escaped is a path in which nothing is a pattern.
func escaped(path string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}

// take locks and reads a file; nil where somebody else has it, or it is gone.
func take(name string) (*Left, error) {
	lock := flock.New(name + lockEnding)
	ok, err := lock.TryLock()
	if err != nil || !ok {
		return nil, err
	}
	l := &Left{name: name, lock: lock}
	text, err := read(name + ending)
	if errors.Is(err, fs.ErrNotExist) { // its shell has dropped it just now
		return nil, errors.Join(os.Remove(name+lockEnding), lock.Unlock())
	}
	if err == nil {
		l.Saved, err = Parse(text)
	}
	if err != nil {
		l.Err = fmt.Errorf("%s: %w", name+ending, err)
	}
	return l, nil
}

func read(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, mostBytes+1))
	if err == nil && len(text) > mostBytes {
		err = fmt.Errorf("it is larger than %d bytes", mostBytes)
	}
	return text, err
}
