//go:build unix

package repl

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sessh/session/memstore"
)

// TestNamedPipe: a command that waits for the other end of a named pipe hears Ctrl-C.
func TestNamedPipe(t *testing.T) {
	long := "set /a/b/c/d " + strings.Repeat("x", 1<<17) // more than a pipe takes
	for _, test := range []struct {
		line string
		how  int // the other end is opened; -1: it is not
	}{
		{"source PIPE", os.O_WRONLY}, {"load PIPE", os.O_WRONLY}, {"replay PIPE", os.O_WRONLY}, {"set --file PIPE /a/b/c/e", os.O_WRONLY}, {"dump --force / PIPE", os.O_RDONLY},
		{"source PIPE", -1}, {"load PIPE", -1}, {"replay PIPE", -1}, {"set --file PIPE /a/b/c/e", -1}, {"dump --force / PIPE", -1},
	} {
		t.Run(test.line, func(t *testing.T) {
			pipe := filepath.Join(t.TempDir(), "pipe")
			if err := syscall.Mkfifo(pipe, 0o600); err != nil {
				t.Skip(err)
			}
			sh := New(Options{Store: memstore.New(memstore.Options{}), Out: io.Discard, Err: io.Discard})
			defer sh.Close(context.Background())
			for _, l := range []string{long, "commit"} {
				if err := sh.Run(t.Context(), l); err != nil {
					t.Fatal(err)
				}
			}
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- sh.Run(ctx, strings.ReplaceAll(test.line, "PIPE", pipe)) }()
			if test.how >= 0 {
				other, err := os.OpenFile(pipe, test.how, 0) // waits until the command has opened it
				if err != nil {
					t.Fatal(err)
				}
				defer other.Close()
			}
			cancel()
			select {
			case err := <-ended:
				if !errors.Is(err, context.Canceled) {
					t.Errorf("ends with %v", err)
				}
			case <-time.After(5 * time.Minute):
				t.Fatal("goes on")
			}
		})
	}
}

// TestPipeIsRead: what comes through a named pipe is read to its end.
func TestPipeIsRead(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	go func() {
		if w, err := os.OpenFile(pipe, os.O_WRONLY, 0); err == nil {
			_, _ = io.WriteString(w, "# Lines\nset /a/b/c/d "+strings.Repeat("x", 1<<20)+"\n")
			w.Close()
		}
	}()
	sh := New(Options{Store: memstore.New(memstore.Options{}), Out: io.Discard, Err: io.Discard})
	defer sh.Close(context.Background())
	if err := sh.Run(t.Context(), "source "+pipe); err != nil || sh.Pending() == 0 {
		t.Errorf("%v, %d changes", err, sh.Pending())
	}
}

// TestRecordRefusesPipe: each line that is recorded would wait for a reader.
func TestRecordRefusesPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	sh := New(Options{Store: memstore.New(memstore.Options{}), Out: io.Discard, Err: io.Discard})
	defer sh.Close(context.Background())
	if err := sh.Run(t.Context(), "record --force "+pipe); err == nil || !strings.Contains(err.Error(), "is not a regular file") {
		t.Errorf("%v", err)
	}
}
