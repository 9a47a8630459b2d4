package memcachedtest

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// request is one request as it was sent.
type request struct {
	line  string // the first, without its end
	bytes []byte
}

// readRequest reads a request with the data block that belongs to it.
func readRequest(r *bufio.Reader) (request, error) {
	line, err := r.ReadString('\n')
	if err != nil {
		return request{}, err
	}
	req := request{strings.TrimRight(line, "\r\n"), []byte(line)}
	fields := strings.Fields(req.line)
	at := 0 // where the size of the data is
	switch {
	case len(fields) == 0:
		return req, nil
	case slices.Contains([]string{"set", "add", "replace", "append", "prepend", "cas"}, fields[0]):
		at = 4
	case fields[0] == "ms":
		at = 2
	default:
		return req, nil
	}
	if len(fields) <= at {
		return req, nil
	}
	n, err := strconv.Atoi(fields[at])
	if err != nil {
		return request{}, fmt.Errorf("the request %q: %w", req.line, err)
	}
	data := make([]byte, n+2)
	_, err = io.ReadFull(r, data)
	req.bytes = append(req.bytes, data...)
	return req, err
}

// quiet reports whether the server may have nothing to say to a request.
func (req request) quiet() bool {
	fields := strings.Fields(req.line)
	if len(fields) == 0 || !slices.Contains([]string{"mg", "ms", "md"}, fields[0]) {
		return false
	}
	return slices.Contains(fields[1:], "q")
}

// readReply reads the whole reply to a request that is not quiet.
func readReply(r *bufio.Reader, line string) ([]byte, error) {
	verb, _, _ := strings.Cut(line, " ")
	return readUntil(r, func(word string) bool { return ends(verb, word) })
}

// readReplies reads the replies up to the one to mn.
func readReplies(r *bufio.Reader) ([]byte, error) {
	return readUntil(r, func(word string) bool { return word == "MN" })
}

// readUntil reads lines, with their data, up to the one whose first word is the last.
func readUntil(r *bufio.Reader, last func(word string) bool) ([]byte, error) {
	var reply []byte
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return nil, err
		}
		reply = append(reply, line...)
		fields := strings.Fields(line)
		if len(fields) == 0 {
			return reply, nil
		}
		if n, ok := dataSize(fields); ok {
			data := make([]byte, n+2)
			if _, err := io.ReadFull(r, data); err != nil {
				return nil, err
			}
			reply = append(reply, data...)
		}
		if last(fields[0]) {
			return reply, nil
		}
	}
}

// dataSize returns the size of the data that follows a line of a reply.
func dataSize(fields []string) (int, bool) {
	at := map[string]int{"VALUE": 3, "VA": 1}[fields[0]]
	if at == 0 || len(fields) <= at {
		return 0, false
	}
	n, err := strconv.Atoi(fields[at])
	return n, err == nil
}

// ends reports whether the line that begins with word ends the reply to a verb.
func ends(verb, word string) bool {
	if strings.HasSuffix(word, "ERROR") || word == "BUSY" || word == "BADCLASS" {
		return true
	}
	switch verb {
	case "get", "gets", "gat", "gats", "stats":
		return word == "END"
	case "lru_crawler":
		return word == "END" || word == "EN"
	case "mn":
		return word == "MN" || word == "EN"
	}
	return true
}
