package screen_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"sessh/repl/screen"
)

func TestSafe(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain é日😀": "plain é日😀", "a\nb\tc\rd": `a\nb\tc\rd`, "\x1b]0;x\x07": `\x1b]0;x\x07`, "\x7f": `\x7f`, "\u0085\u009b": `\u0085\u009b`, "\xff\xfe": `\xff\xfe`,
		"\u202e\u2066\u200f": `\u202e\u2066\u200f`, "\u2028": `\u2028`, "\U000e0001": `\U000e0001`, "👨\u200d👩": "👨\u200d👩", "\ufffd": "\ufffd", "": "",
	} {
		if got := screen.Safe(in); got != want {
			t.Errorf("%q is %q, not %q", in, got, want)
		}
	}
}

// TestErrorText: errors about files begin with the name of the file, wherever they are in an error.
func TestErrorText(t *testing.T) {
	t.Parallel()
	open := &fs.PathError{Op: "open", Path: "a: b", Err: fs.ErrNotExist}
	read := &fs.PathError{Op: "read", Path: "dir", Err: syscall.EISDIR}
	write := &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
	for _, test := range []struct {
		err  error
		want string
	}{
		{open, "a: b: file does not exist"},
		{fmt.Errorf("open: %w", read), "open: dir: is a directory"},
		{errors.Join(fmt.Errorf("line 2: %w", open), read), "line 2: a: b: file does not exist\ndir: is a directory"},
		{write, "write x: no space left on device"},
		{errors.New("open a: b: file does not exist"), "open a: b: file does not exist"},
		{fmt.Errorf("x: %w", context.Canceled), "x: stopped"},
	} {
		if got := screen.ErrorText(test.err); got != test.want {
			t.Errorf("%v: %q, not %q", test.err, got, test.want)
		}
	}
}

func TestSafeNeverActs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := screen.Safe(rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "text"))
		if !utf8.ValidString(s) {
			t.Fatalf("%q is not UTF-8", s)
		}
		for _, r := range s {
			if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
				t.Fatalf("%q has %U", s, r)
			}
		}
	})
}

func TestWidthShortenPad(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{"": 0, "abc": 3, "日本語": 6, "a😀": 3, "é": 1, "e\u0301": 1, "Ａ": 2} {
		if got := screen.Width(s); got != want {
			t.Errorf("%q is %d wide, not %d", s, got, want)
		}
	}
	for _, tt := range []struct {
		s     string
		cells int
		want  string
	}{{"abcdef", 6, "abcdef"}, {"abcdef", 5, "abcd…"}, {"日本語", 5, "日本…"}, {"日本語", 4, "日…"}, {"e\u0301e\u0301e\u0301", 2, "e\u0301…"}, {"abc", 1, "…"}} {
		if got := screen.Shorten(tt.s, tt.cells); got != tt.want {
			t.Errorf("%q in %d is %q", tt.s, tt.cells, got)
		}
	}
	if screen.Pad("日", 4) != "日  " || screen.Pad("long", 2) != "long" {
		t.Error("Pad")
	}
}

func TestColumns(t *testing.T) {
	t.Parallel()
	names := []string{"one", "two", "three", "日本", "five"}
	if got := screen.Columns(names, 20, 0); got != "one    日本\ntwo    five\nthree\n" {
		t.Errorf("%q", got)
	}
	if got := screen.Columns(names, 8, 3); got != "one\ntwo\n… and 3 more\n" {
		t.Errorf("%q", got)
	}
	if screen.Columns(nil, 80, 10) != "" {
		t.Error("no names")
	}
	for width := 1; width < 60; width++ {
		for _, l := range strings.Split(screen.Columns(append(names, strings.Repeat("long", 30)), width, 5), "\n") {
			if !strings.HasPrefix(l, "…") && screen.Width(l) > max(width, 2) {
				t.Errorf("at %d: %q", width, l)
			}
		}
	}
}

func TestColours(t *testing.T) {
	t.Parallel()
	if got := screen.NewPalette(true).Added.Sprint("x"); got != "\x1b[32mx\x1b[0m" {
		t.Errorf("%q", got)
	}
	if got := screen.NewPalette(false).Added.Sprint("x") + screen.NewPalette(true).Plain.Sprint("y"); got != "xy" {
		t.Errorf("%q", got)
	}
	tests := []struct {
		name, mode string
		terminal   bool
		env        map[string]string
		want       bool
	}{
		{"a terminal", "auto", true, nil, true}, {"a pipe", "auto", false, nil, false}, {"always", "always", false, map[string]string{"NO_COLOR": "1"}, true}, {"never", "never", true, nil, false},
		{"NO_COLOR", "auto", true, map[string]string{"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, false}, {"an empty NO_COLOR", "auto", true, map[string]string{"NO_COLOR": ""}, true},
		{"dumb", "auto", true, map[string]string{"TERM": "dumb"}, false}, {"forced", "auto", false, map[string]string{"CLICOLOR_FORCE": "1"}, true}, {"not forced", "auto", false, map[string]string{"CLICOLOR_FORCE": "0"}, false},
	}
	for _, tt := range tests {
		if got := screen.Colored(tt.mode, tt.terminal, func(k string) string { return tt.env[k] }); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	now := time.Unix(0, 0)
	var b bytes.Buffer
	p := screen.NewProgress(&b, "sessions", func() time.Time { return now })
	p.Add(1)
	p.Hide()
	if b.Len() != 0 {
		t.Errorf("soon done, and it showed %q", b.String())
	}
	now = now.Add(time.Second)
	p.Add(2)
	p.Add(3) // too soon after the last
	if b.String() != "\r3 sessions, 3 a second …\x1b[K" || p.Count() != 6 {
		t.Errorf("%q", b.String())
	}
	p.Hide()
	if erased := b.Len(); !strings.HasSuffix(b.String(), "\r\x1b[K") {
		t.Errorf("it is not hidden: %q", b.String())
	} else if p.Hide(); b.Len() != erased {
		t.Errorf("it is hidden twice: %q", b.String())
	}
	now = now.Add(2 * time.Second)
	if p.Add(6); !strings.HasSuffix(b.String(), "\r12 sessions, 4 a second …\x1b[K") {
		t.Errorf("it is not shown again: %q", b.String())
	}
	p.Done()
	if !strings.HasSuffix(b.String(), "\r\x1b[K") {
		t.Errorf("it is not erased: %q", b.String())
	}
	screen.NewProgress(nil, "x", time.Now).Add(1)
}

// TestProgressIsCheap: the clock is not looked at for each of many things, and still often enough.
func TestProgressIsCheap(t *testing.T) {
	t.Parallel()
	now, looks := time.Unix(0, 0), 0
	var b bytes.Buffer
	p := screen.NewProgress(&b, "items", func() time.Time { looks++; return now })
	for range 10_000 {
		now = now.Add(time.Microsecond)
		p.Add(1)
	}
	if looks > 2000 {
		t.Errorf("it looked at the clock %d times for 10,000 quick items", looks)
	}
	for range 50 {
		now = now.Add(time.Second)
		p.Add(1)
	}
	if shown := strings.Count(b.String(), "\r"); shown < 30 {
		t.Errorf("of 50 slow items, %d were shown", shown)
	}
}

func TestSafeJSON(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want string }{
		{"plain", `{"a": ["é", 1]}` + "\n", `{"a": ["é", 1]}` + "\n"},
		{"escaped already", `"\u001b"`, `"\u001b"`},
		{"C1", "\"\u009b31m\"", `"\u009b31m"`},
		{"delete", "\"\x7f\"", `"\u007f"`},
		{"an override", "\"\u202eabc\"", `"\u202eabc"`},
		{"above the first plane", "\"\U000e0041\U0001f600\"", `"\udb40\udc41` + "\U0001f600\""},
		{"the sign of what was not text", "\"\ufffd\"", "\"\ufffd\""},
		{"no UTF-8", "\"\x9b\"", `"\ufffd"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := screen.SafeJSON([]byte(tt.in))
			if string(got) != tt.want {
				t.Fatalf("%q, want %q", got, tt.want)
			}
			var was, is any
			if json.Unmarshal([]byte(tt.in), &was) != nil || json.Unmarshal(got, &is) != nil || !reflect.DeepEqual(was, is) {
				t.Errorf("it means %q, and meant %q", is, was)
			}
		})
	}
}
