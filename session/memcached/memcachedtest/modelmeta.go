package memcachedtest

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// metaGet is mg. A flag that is not known is refused.
func (m *Model) metaGet(words []string) string {
	d := &m.dialect
	if d.noMeta != "" {
		return d.noMeta
	}
	key, flags, ok := metaWords(words)
	if !ok {
		return "CLIENT_ERROR invalid flag\r\n"
	}
	it := m.find(key)
	switch {
	case it == nil && slices.Contains(flags, "q"):
		return ""
	case it == nil:
		return "EN\r\n"
	}
	var tokens strings.Builder
	value, silent := false, false
	for _, f := range flags {
		switch f[0] {
		case 'v':
			value = true
		case 'u':
			silent = true
		case 'f':
			fmt.Fprintf(&tokens, " f%d", it.flags)
		case 'c':
			fmt.Fprintf(&tokens, " c%d", it.cas)
		case 't':
			left := int64(-1)
			if !it.expires.IsZero() {
				left = it.expires.Unix() - m.now().Unix()
			}
			fmt.Fprintf(&tokens, " t%d", left)
		case 'h':
			fmt.Fprintf(&tokens, " h%d", map[bool]int{true: 1}[it.fetched])
		case 'l':
			fmt.Fprintf(&tokens, " l%d", m.now().Unix()-it.accessed.Unix())
		case 's':
			fmt.Fprintf(&tokens, " s%d", len(it.value))
		case 'k':
			fmt.Fprintf(&tokens, " k%s", words[1])
		case 'O':
			tokens.WriteString(" " + f)
		case 'b':
			tokens.WriteString(" b")
		case 'q':
		default:
			return "CLIENT_ERROR invalid flag\r\n"
		}
	}
	if !silent {
		m.used(it)
	}
	if value {
		return fmt.Sprintf("VA %d%s\r\n%s\r\n", len(it.value), tokens.String(), it.value)
	}
	return d.hit + tokens.String() + "\r\n"
}

// metaWords returns the key and the flags of a meta command, without its verb.
func metaWords(words []string) (key string, flags []string, ok bool) {
	if len(words) < 2 {
		return "", nil, false
	}
	key, flags = words[1], words[2:]
	if slices.Contains(flags, "b") {
		b, err := base64.StdEncoding.DecodeString(key)
		return string(b), flags, err == nil
	}
	return key, flags, true
}

// metaSet is ms, with the flags T, F, c, C, E, O and MA, ME.
func (m *Model) metaSet(words []string, more *bufio.Reader) (reply string, goOn bool) {
	d := &m.dialect
	if d.ms.err != "" || len(words) < 3 {
		return d.ms.err + "\r\n", true // the value is the next command
	}
	size, err := strconv.Atoi(words[2])
	if err != nil {
		return "CLIENT_ERROR bad data chunk\r\n", true
	}
	value, ok := readValue(more, size)
	if !ok {
		return "", false
	}
	key, flags, ok := metaWords(append(words[:2:2], words[3:]...))
	if !ok {
		return "CLIENT_ERROR invalid flag\r\n", true
	}
	was := m.find(key)
	var clientFlags uint64
	var own uint64
	exptime, opaque, told, add, refused := "0", "", false, false, ""
	for _, f := range flags {
		switch f[0] {
		case 'T':
			exptime = f[1:]
		case 'F':
			clientFlags, _ = strconv.ParseUint(f[1:], 10, 32)
		case 'c':
			told = true
		case 'C':
			switch {
			case was == nil:
				refused = "NF"
			case f[1:] != strconv.FormatUint(was.cas, 10):
				refused = "EX"
			}
		case 'E':
			if !d.ms.takesE {
				return d.ms.errorOfE + "\r\n", true
			}
			own, _ = strconv.ParseUint(f[1:], 10, 64)
		case 'O':
			opaque = " " + f
		case 'M':
			add = f == "ME"
		case 'b', 'q':
		default:
			return "CLIENT_ERROR invalid flag\r\n", true
		}
	}
	if add && was != nil {
		refused = "NS"
	}
	cas := own
	switch {
	case refused != "":
		if !d.casAt1 {
			m.nextCAS()
		}
		cas = 0
	default:
		refused = "HD"
		if own == 0 {
			cas = m.nextCAS()
		}
		m.put(key, value, uint32(clientFlags), exptime, cas)
	}
	if told {
		refused += fmt.Sprintf(" c%d", cas)
	}
	return refused + opaque + "\r\n", true
}

// metaDelete is md, with the flags C, O, q and b.
func (m *Model) metaDelete(words []string) string {
	d := &m.dialect
	if d.mdError != "" {
		return d.mdError
	}
	key, flags, ok := metaWords(words)
	if !ok {
		return "CLIENT_ERROR invalid flag\r\n"
	}
	it := m.find(key)
	code, opaque, quiet := "HD", d.mdBlank, false
	if it == nil {
		code = "NF"
	}
	for _, f := range flags {
		switch f[0] {
		case 'C':
			if it != nil && (!d.mdWorks || f[1:] != strconv.FormatUint(it.cas, 10)) {
				code = "EX"
			}
		case 'O':
			opaque = " " + f
		case 'q':
			quiet = true
		case 'b':
		default:
			return "CLIENT_ERROR invalid flag\r\n"
		}
	}
	if code == "HD" {
		delete(m.items, key)
		if quiet {
			return ""
		}
	}
	return code + opaque + "\r\n"
}

// metaDebug is me.
func (m *Model) metaDebug(key string) string {
	if m.dialect.me == "" {
		return "ERROR\r\n"
	}
	it := m.find(key)
	if it == nil {
		return "EN\r\n"
	}
	return m.dialect.me
}
