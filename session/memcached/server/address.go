package server

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"unicode"
)

// defaultPort is the port of a server given without one.
const defaultPort = "11211"

// An Address is where a server listens.
type Address struct {
	Name    string // for messages: as given, with the port
	Network string // tcp or unix
	Target  string // host:port, or the socket's path
}

// Parse parses servers as users give them: host, host:port, [v6]:port, an IPv6 address,
// unix:/path or /path. Each text may hold several, separated by commas.
func Parse(texts []string) ([]Address, error) {
	var all []Address
	seen := make(map[string]bool)
	for _, text := range texts {
		for _, one := range strings.Split(text, ",") {
			if one = strings.TrimSpace(one); one == "" {
				continue
			}
			a, err := parseServer(one)
			if err != nil {
				return nil, err
			}
			if !seen[a.Network+a.Target] {
				seen[a.Network+a.Target] = true
				all = append(all, a)
			}
		}
	}
	if len(all) == 0 {
		return nil, errors.New("no server is named")
	}
	return all, nil
}

func parseServer(text string) (Address, error) {
	path, isUnix := strings.CutPrefix(text, "unix:")
	if isUnix || strings.HasPrefix(text, "/") {
		if !strings.HasPrefix(path, "/") {
			return Address{}, fmt.Errorf("server %q: the path of a socket must begin with /", text)
		}
		return Address{Name: "unix:" + path, Network: "unix", Target: path}, nil
	}
	host, port := text, defaultPort
	switch {
	case net.ParseIP(text) != nil: // an IPv6 address has colons as well
	case strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]"):
		host = text[1 : len(text)-1]
	case strings.Contains(text, ":"):
		var err error
		if host, port, err = net.SplitHostPort(text); err != nil {
			return Address{}, fmt.Errorf("server %q: want host, host:port, [v6]:port or unix:/path", text)
		}
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return Address{}, fmt.Errorf("server %q: %q is not a port", text, port)
	}
	if host == "" {
		return Address{}, fmt.Errorf("server %q: the host is missing", text)
	}
	if !isHost(host) {
		return Address{}, fmt.Errorf("server %q: %q is not a host", text, host)
	}
	if host == "unix" { // "unix:11211" would be read as a socket
		return Address{}, fmt.Errorf("server %q: the path of a socket must begin with /", text)
	}
	target := net.JoinHostPort(host, port)
	return Address{Name: target, Network: "tcp", Target: target}, nil
}

// isHost reports whether a text is a name, or an address with or without a zone.
func isHost(text string) bool {
	if ip, err := netip.ParseAddr(text); err == nil {
		return ip.Zone() == "" || isName(ip.Zone())
	}
	return isName(text)
}

func isName(text string) bool {
	return !strings.ContainsFunc(text, func(c rune) bool {
		return !unicode.In(c, unicode.L, unicode.M, unicode.Nd) && !strings.ContainsRune("-_.", c)
	})
}

// addr is an Address as net.Addr, for gomemcache.
type addr struct{ a Address }

func (x addr) Network() string { return x.a.Network }
func (x addr) String() string  { return x.a.Target }
