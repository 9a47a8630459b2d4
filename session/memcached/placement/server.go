package placement

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
)

const defaultPort = 11211

// A server is one server's name in the parts that libraries put together anew.
type server struct {
	typed  string // as it was typed, without its weight
	host   string // no brackets; the path of a socket
	port   int    // 0 for a socket
	weight int
	socket bool
}

// hostPort is host:port with the port always there and no brackets, or the path.
func (s server) hostPort() string {
	if s.socket {
		return s.host
	}
	return s.host + ":" + strconv.Itoa(s.port)
}

func parseServers(texts []string) ([]server, error) {
	if len(texts) == 0 {
		return nil, errors.New("no server is named")
	}
	list := make([]server, 0, len(texts))
	seen := make(map[string]string, len(texts))
	for _, text := range texts {
		s, err := parseServer(strings.TrimSpace(text))
		if err != nil {
			return nil, err
		}
		if before, twice := seen[s.hostPort()]; twice {
			return nil, fmt.Errorf("server %s is named twice: %s", quote(s.typed), quote(before))
		}
		seen[s.hostPort()] = s.typed
		list = append(list, s)
	}
	return list, nil
}

func parseServer(text string) (server, error) {
	s := server{typed: text, port: defaultPort, weight: 1}
	path, isUnix := strings.CutPrefix(text, "unix:")
	if isUnix || strings.HasPrefix(text, "/") {
		if !strings.HasPrefix(path, "/") {
			return s, fmt.Errorf("server %s: the path of a socket begins with /", quote(text))
		}
		s.host, s.port, s.socket = path, 0, true
		return s, nil
	}
	if net.ParseIP(text) != nil { // an IPv6 address has colons as well
		s.host = text
		return s, nil
	}
	host, rest, err := cutHost(text)
	if err != nil {
		return s, err
	}
	s.host = host
	port, weight, hasWeight := strings.Cut(rest, ":")
	if hasWeight {
		if s.weight, err = number(weight); err != nil {
			return s, fmt.Errorf("server %s: %s is no weight from 1 to 65535", quote(text), quote(weight))
		}
		s.typed = strings.TrimSuffix(text, ":"+weight)
	}
	if len(text) == len(host) || strings.HasSuffix(text, "]") {
		return s, nil // no port
	}
	if s.port, err = number(port); err != nil {
		return s, fmt.Errorf("server %s: %s is no port", quote(text), quote(port))
	}
	return s, nil
}

// cutHost splits the host from what follows its colon.
func cutHost(text string) (host, rest string, err error) {
	if strings.HasPrefix(text, "[") {
		host, rest, _ = strings.Cut(text[1:], "]")
		if net.ParseIP(host) == nil || rest != "" && rest[0] != ':' {
			return "", "", fmt.Errorf("server %s: it is host, host:port, [v6]:port or unix:/path", quote(text))
		}
		return host, strings.TrimPrefix(rest, ":"), nil
	}
	host, rest, _ = strings.Cut(text, ":")
	if host == "" || strings.ContainsAny(host, " \t\r\n[],") {
		return "", "", fmt.Errorf("server %s: the host is missing", quote(text))
	}
	return host, rest, nil
}

// number reads a port or a weight. Signs and leading zeros are no part of either.
func number(text string) (int, error) {
	n, err := strconv.ParseUint(text, 10, 16)
	if err == nil && (n == 0 || strconv.FormatUint(n, 10) != text) {
		err = strconv.ErrSyntax
	}
	return int(n), err
}

// quote shows a text that may be anything in a bounded message.
func quote(text string) string {
	if len(text) > 100 {
		text = text[:100] + "…"
	}
	return strconv.Quote(text)
}
