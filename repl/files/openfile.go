package files

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"

	"sessh/repl/hint"
)

// openProcessFile opens a file of the process for reading. If it is not regular, such as a
// named pipe, opening and reading it can be interrupted.
func openProcessFile(ctx context.Context, name string, regular bool) (io.ReadCloser, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, named(err, name)
	}
	if err := fits(info, name, regular); err != nil {
		return nil, err // unopened: opening alone may wait, or do something
	}
	file, err := Interruptible(ctx, func() (*os.File, error) { return os.Open(name) })
	if err != nil {
		return nil, err
	}
	return opened(ctx, file, name, regular)
}

// opened returns an open file as it is read.
func opened(ctx context.Context, file *os.File, name string, regular bool) (io.ReadCloser, error) {
	info, err := file.Stat()
	if err == nil {
		err = fits(info, name, regular)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return &interruptibleFile{file, ctx, !info.Mode().IsRegular()}, nil
}

// fits returns an error if a file cannot be read, or not by a walkthrough.
func fits(info fs.FileInfo, name string, regular bool) error {
	switch {
	case info.IsDir():
		return fmt.Errorf("%s is a directory", name)
	case regular && !info.Mode().IsRegular():
		return hint.With(fmt.Errorf("%s is not a regular file: a walkthrough reads no other", name), "at the prompt the line reads it")
	}
	return nil
}

// createProcessFile opens a file of the process for writing.
func createProcessFile(ctx context.Context, name string, how int) (io.WriteCloser, error) {
	info, err := os.Stat(name)
	if err != nil || info.Mode().IsRegular() || info.IsDir() || how&os.O_EXCL != 0 {
		file, err := os.OpenFile(name, how, 0o600)
		if err != nil {
			return nil, err
		}
		return &interruptibleFile{file, ctx, false}, nil
	}
	file, err := Interruptible(ctx, func() (*os.File, error) { return os.OpenFile(name, os.O_WRONLY, 0) }) // without O_CREATE, so that it does nothing if it is interrupted
	if err != nil {
		return nil, err
	}
	return &interruptibleFile{file, ctx, true}, nil
}

// An interruptibleFile is a file whose operations end with a context.
type interruptibleFile struct {
	file  *os.File
	ctx   context.Context
	waits bool // for another process, or for a person
}

func (h *interruptibleFile) Close() error { return h.file.Close() }

func (h *interruptibleFile) Read(p []byte) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	if !h.waits {
		return h.file.Read(p)
	}
	b, err := Interruptible(h.ctx, func() ([]byte, error) {
		b := make([]byte, len(p)) // p is the caller's again, when ctx ends
		n, err := h.file.Read(b)
		return b[:n], err
	})
	return copy(p, b), err
}

func (h *interruptibleFile) Write(p []byte) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	if !h.waits {
		return h.file.Write(p)
	}
	b := bytes.Clone(p)
	return Interruptible(h.ctx, func() (int, error) { return h.file.Write(b) })
}

// LargeText is the size in bytes from which on reading a value takes so long that it must
// be interruptible.
const LargeText = 1 << 20

// Interruptible returns the result of f, or the error of ctx if ctx ends first. Then f goes
// on in the background, so it must not use what others may change.
func Interruptible[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type result struct {
		v   T
		err error
	}
	done := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			if v := recover(); v != nil {
				r.err = fmt.Errorf("this is a bug in sessh: %v", v)
			}
			done <- r
		}()
		r.v, r.err = f()
	}()
	select {
	case r := <-done:
		return r.v, r.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
