package line

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// maxEntries is how many of the newest lines are recalled.
const maxEntries = 5000

// maxHistory is how much of the end of the file is read, in bytes.
const maxHistory = 8 << 20

// A History is the lines that were typed. The zero value keeps them in memory;
// [OpenHistory] keeps them in a file that only its owner can read. The file only
// ever grows, a line at a time, so that several shells can share it: each
// entry is JSON on a line, a string, or an object with the server as well. It is
// safe for concurrent use.
type History struct {
	mu      sync.Mutex
	path    string
	server  string // of the lines that are added
	lines   []string
	servers []string // of the lines, as far as they go; "": it is not known
}

// kept is an entry of the file.
type kept struct {
	Line   string `json:"line"`
	Server string `json:"server"`
}

// At says on which server the lines are typed from now on, and returns on which they were;
// "" is none.
func (h *History) At(server string) (before string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	before, h.server = h.server, server
	return before
}

// Rest returns the rest of the newest line that begins so, of those typed on the same server
// if there is one; "" if there is none.
func (h *History) Rest(start string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	other := ""
	for i, text := range slices.Backward(h.lines) {
		if len(text) <= len(start) || text[:len(start)] != start {
			continue
		}
		if h.serverOf(i) == h.server {
			return text[len(start):]
		}
		if other == "" {
			other = text[len(start):]
		}
	}
	return other
}

func (h *History) serverOf(i int) string {
	if i < len(h.servers) {
		return h.servers[i]
	}
	return ""
}

// push adds a line that was typed on a server.
func (h *History) push(text, server string) {
	h.servers = append(h.servers, make([]string, len(h.lines)-len(h.servers))...)
	h.lines, h.servers = append(h.lines, text), append(h.servers, server)
}

// OpenHistory reads the newest lines of a history file; it need not exist
// yet. A file that others could read is closed to them.
func OpenHistory(path string) (*History, error) {
	h := &History{path: path}
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return h, nil
	}
	if err != nil {
		return h, err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		if info.Mode().Perm()&0o077 != 0 {
			if err := f.Chmod(0o600); err != nil {
				return h, err
			}
		}
		if info.Size() > maxHistory {
			if _, err := f.Seek(-maxHistory, io.SeekEnd); err != nil {
				return h, err
			}
		}
	}
	b, err := io.ReadAll(io.LimitReader(f, maxHistory))
	for len(b) > 0 && len(h.lines) < maxEntries { // the newest first
		at := bytes.LastIndexByte(b, '\n') + 1
		if e := entry(b[at:]); e.Line != "" {
			h.push(e.Line, e.Server)
		}
		b = b[:max(at-1, 0)]
	}
	slices.Reverse(h.lines)
	slices.Reverse(h.servers)
	return h, err
}

// entry reads one line of the file. What is not JSON was put there by hand.
func entry(l []byte) (e kept) {
	if e, ok := unescaped(l); ok {
		return e
	}
	if json.Unmarshal(l, &e.Line) == nil {
		return e
	}
	if json.Unmarshal(l, &e) == nil && e.Line != "" {
		return e
	}
	return kept{Line: strings.ToValidUTF8(strings.TrimRight(string(l), "\r"), "?")}
}

// unescaped reads an entry whose texts are in it as they are, which most are: the lines of years are read
// at each start.
func unescaped(l []byte) (e kept, ok bool) {
	rest, ok := bytes.CutPrefix(l, []byte(`{"line":"`))
	if !ok || !utf8.Valid(l) {
		return e, false
	}
	for _, c := range l {
		if c < ' ' || c == '\\' {
			return e, false
		}
	}
	text, rest, _ := bytes.Cut(rest, []byte(`","server":"`))
	server, isWhole := bytes.CutSuffix(rest, []byte(`"}`))
	if !isWhole || len(text) == 0 || bytes.IndexByte(text, '"') >= 0 || bytes.IndexByte(server, '"') >= 0 {
		return e, false
	}
	return kept{string(text), string(server)}, true
}

func (h *History) trim() {
	if n := len(h.lines); n > maxEntries {
		h.lines = append([]string(nil), h.lines[n-maxEntries:]...)
		h.servers = append([]string(nil), h.servers[n-maxEntries:]...)
	}
}

// Lines returns the lines, the oldest first.
func (h *History) Lines() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]string(nil), h.lines...)
}

// Add keeps a line, unless it is empty, begins with a blank, or is the same as
// the one before.
func (h *History) Add(text string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if strings.TrimSpace(text) == "" || text[0] == ' ' || len(h.lines) > 0 && h.lines[len(h.lines)-1] == text {
		return nil
	}
	h.push(text, h.server)
	h.trim()
	if h.path == "" {
		return nil
	}
	return h.append(text)
}

func (h *History) append(text string) error {
	if err := os.MkdirAll(filepath.Dir(h.path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(h.path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if !endsLine(f) {
		b.WriteByte('\n')
	}
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	var entry any = text
	if h.server != "" {
		entry = kept{text, h.server}
	}
	if err := e.Encode(entry); err != nil {
		f.Close()
		return err
	}
	_, err = f.Write(b.Bytes())
	return errors.Join(err, f.Close())
}

// endsLine reports whether the file ends where a line does.
func endsLine(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return true
	}
	last := make([]byte, 1)
	_, err = f.ReadAt(last, info.Size()-1)
	return err != nil || last[0] == '\n'
}
