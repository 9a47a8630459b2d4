// Package clipboard reads the clipboard of the desktop, with the programs that exist for it.
package clipboard

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"
)

// ErrNone is returned if there is no clipboard that can be read.
var ErrNone = errors.New("there is no clipboard here that can be read")

// A program prints the clipboard.
type program struct {
	args []string
	// where is the variable of the environment that is set where the program works; "": it
	// works wherever it is installed.
	where string
}

var programs = []program{
	{[]string{"wl-paste", "--no-newline", "--type", "text"}, "WAYLAND_DISPLAY"},
	{[]string{"xclip", "-selection", "clipboard", "-out"}, "DISPLAY"},
	{[]string{"xsel", "--clipboard", "--output"}, "DISPLAY"},
	{[]string{"pbpaste"}, ""},
	{[]string{"tmux", "show-buffer"}, "TMUX"},
}

// Programs names the programs, for messages.
func Programs() string {
	var names []string
	for _, p := range programs {
		names = append(names, p.args[0])
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// patience is how long a program may take.
const patience = 5 * time.Second

// Read returns the text on the clipboard, of at most most bytes. environ returns a variable
// of the environment. What a program prints is never part of an error.
func Read(ctx context.Context, environ func(string) string, most int) (string, error) {
	err := ErrNone
	for _, p := range programs {
		if p.where != "" && environ(p.where) == "" {
			continue
		}
		path, missing := exec.LookPath(p.args[0])
		if missing != nil {
			continue
		}
		text, failed := output(ctx, path, p.args[1:], most)
		if failed == nil && strings.TrimSpace(text) != "" {
			return text, nil
		}
		if err = fmt.Errorf("the clipboard is empty, says %s", p.args[0]); failed != nil {
			err = fmt.Errorf("the clipboard cannot be read: %s: %w", p.args[0], failed)
		}
	}
	return "", err
}

func output(ctx context.Context, path string, args []string, most int) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c := exec.CommandContext(ctx, path, args...)
	c.WaitDelay = time.Second
	all := &limited{left: most + 1}
	c.Stdout = all
	err := c.Run()
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case all.left == 0:
		return "", fmt.Errorf("there are more than %d bytes on the clipboard", most)
	}
	return all.text.String(), err
}

// limited keeps the beginning of what is written, and fails after that.
type limited struct {
	text bytes.Buffer
	left int
}

func (l *limited) Write(p []byte) (int, error) {
	n := min(len(p), l.left)
	l.left -= n
	l.text.Write(p[:n])
	if n < len(p) {
		return n, io.ErrShortWrite
	}
	return n, nil
}
