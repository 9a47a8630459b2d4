// Package journal keeps what commits at the prompt wrote, in files, so that a
// later shell can show and revert them.
//
// Each commit is one file, which only its owner can read: it holds the data of sessions. The
// number of a commit is part of the name of its file, so that no two shells give the same one.
// The oldest commits of a server are removed beyond [MaxCommits] and [MaxBytes].
package journal

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"sessh/repl/stash"
)

// Limits of what is kept of one server.
const (
	MaxCommits = 100
	MaxBytes   = 64 << 20
)

// A Commit is one commit.
type Commit struct {
	Version int       `json:"sessh"` // of this layout: [Version]
	Server  string    `json:"server"`
	At      time.Time `json:"at"`
	Written []Written `json:"written"`

	Number int `json:"-"`
}

// Version is the layout that this package writes.
const Version = 1

// Written is what a commit wrote of one session; Before and After are nil if there was no item,
// or is none.
type Written struct {
	Container string      `json:"container"`
	ID        string      `json:"id"`
	Format    string      `json:"format"`
	Before    *stash.Item `json:"before,omitempty"`
	After     *stash.Item `json:"after,omitempty"`
	Retimed   bool        `json:"retimed,omitempty"` // the lifetime was changed
}

// A Folder has the commits of one server. Several shells may use it at once.
type Folder struct{ path, server string }

// NewFolder returns the commits of a server in a folder, which is created when it is needed.
func NewFolder(path, server string) *Folder { return &Folder{path, server} }

// ErrTooLarge is the error about a commit that is not kept because of its size.
var ErrTooLarge = fmt.Errorf("it takes more than %d bytes", MaxBytes)

// Add keeps a commit, and sets its number, which is greater than that of any other.
func (f *Folder) Add(c *Commit) error {
	c.Version, c.Server = Version, f.server
	text, err := json.Marshal(c)
	switch {
	case err != nil:
		return err
	case len(text) > MaxBytes:
		return ErrTooLarge
	}
	if err := os.MkdirAll(f.path, 0o700); err != nil {
		return err
	}
	file, err := f.create(c)
	if err != nil {
		return err
	}
	_, err = file.Write(append(text, '\n'))
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return f.prune()
}

// create creates the file of a commit under the next number.
func (f *Folder) create(c *Commit) (*os.File, error) {
	numbers, err := f.numbers()
	if err != nil {
		return nil, err
	}
	if len(numbers) > 0 {
		c.Number = numbers[len(numbers)-1]
	}
	for {
		c.Number++
		file, err := os.OpenFile(f.file(c.Number), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if !errors.Is(err, fs.ErrExist) { // else another shell was faster
			return file, err
		}
	}
}

// List returns the commits, the oldest first. The error is about those that cannot be read.
func (f *Folder) List() ([]*Commit, error) {
	numbers, err := f.numbers()
	errs := []error{err}
	var all []*Commit
	for _, n := range numbers {
		c, err := f.read(n)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errUnfinished) {
			continue
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", f.file(n), err))
			continue
		}
		all = append(all, c)
	}
	return all, errors.Join(errs...)
}

// errUnfinished is the error about a file that another shell is writing, or was when it ended.
var errUnfinished = errors.New("it is not finished")

func (f *Folder) read(n int) (*Commit, error) {
	file, err := os.Open(f.file(n))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, MaxBytes+2))
	if err != nil {
		return nil, err
	}
	if !strings.HasSuffix(string(text), "\n") {
		return nil, errUnfinished
	}
	c := &Commit{Number: n}
	switch err := json.Unmarshal(text, c); {
	case err != nil:
		return nil, fmt.Errorf("it is damaged: %w", err)
	case c.Version != Version:
		return nil, fmt.Errorf("it has layout %d, and this version of sessh knows %d", c.Version, Version)
	case c.Server != f.server:
		return nil, fmt.Errorf("it is damaged: it is of the server %q", c.Server)
	}
	return c, nil
}

// prune removes the oldest commits beyond the limits.
func (f *Folder) prune() error {
	numbers, err := f.numbers()
	errs := []error{err}
	var size int64
	for i, n := range slices.Backward(numbers) {
		info, err := os.Stat(f.file(n))
		if err == nil {
			size += info.Size()
		}
		if len(numbers)-i <= MaxCommits && size <= MaxBytes || i == len(numbers)-1 {
			continue
		}
		if err := os.Remove(f.file(n)); !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// prefix begins the names of the server's files; ending ends them.
func (f *Folder) prefix() string {
	return fmt.Sprintf("commit-%x-", sha256.Sum256([]byte(f.server)))[:len("commit-")+16] + "-"
}

const ending = ".json"

func (f *Folder) file(n int) string {
	return filepath.Join(f.path, f.prefix()+strconv.Itoa(n)+ending)
}

// numbers returns the numbers of the server's commits, sorted.
func (f *Folder) numbers() ([]int, error) {
	all, err := os.ReadDir(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var numbers []int
	for _, e := range all {
		rest, ours := strings.CutPrefix(e.Name(), f.prefix())
		text, whole := strings.CutSuffix(rest, ending)
		if n, err := strconv.Atoi(text); ours && whole && err == nil && n > 0 {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers, err
}
