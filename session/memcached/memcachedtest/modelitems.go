package memcachedtest

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// modelItem is one item of a [Model].
type modelItem struct {
	key, value string
	flags      uint32
	cas        uint64
	expires    time.Time // zero: never
	accessed   time.Time
	fetched    bool
	used       uint64 // when, by the model's count
}

// expire removes the items whose time is over.
func (m *Model) expire() {
	for key := range m.items {
		m.find(key)
	}
}

// find returns the item under a key, as long as its time is not over.
func (m *Model) find(key string) *modelItem {
	it := m.items[key]
	if it != nil && !it.expires.IsZero() && !m.now().Before(it.expires) {
		delete(m.items, key)
		return nil
	}
	return it
}

// used notes that an item was used.
func (m *Model) used(it *modelItem) {
	m.use++
	it.used, it.accessed, it.fetched = m.use, m.now(), true
}

// expiry reads an exptime.
func (m *Model) expiry(text string) time.Time {
	n, _ := strconv.ParseInt(text, 10, 64)
	const month = 30 * 24 * 3600
	switch {
	case n == 0:
		return time.Time{}
	case n < 0:
		return time.Unix(1, 0)
	case n > month:
		return time.Unix(n, 0)
	}
	return m.now().Add(time.Duration(n) * time.Second)
}

// nextCAS returns the version of an item that is written, or, since 1.6.29,
// refused.
func (m *Model) nextCAS() uint64 {
	if m.dialect.noCAS {
		return 0
	}
	m.cas++
	return m.cas
}

func (m *Model) get(keys []string, versions bool) string {
	var reply strings.Builder
	for _, key := range keys {
		it := m.find(key)
		if it == nil {
			continue
		}
		m.used(it)
		fmt.Fprintf(&reply, "VALUE %s %d %d", key, it.flags, len(it.value))
		if versions {
			fmt.Fprintf(&reply, " %d", it.cas)
		}
		fmt.Fprintf(&reply, "\r\n%s\r\n", it.value)
	}
	return reply.String() + "END\r\n"
}

// store is set, add and cas.
func (m *Model) store(words []string, more *bufio.Reader) (reply string, goOn bool) {
	if len(words) < 5 {
		return "ERROR\r\n", true
	}
	size, err := strconv.Atoi(words[4])
	flags, err2 := strconv.ParseUint(words[2], 10, 32)
	if err != nil || err2 != nil {
		return "CLIENT_ERROR bad command line format\r\n", true
	}
	value, ok := readValue(more, size)
	if !ok {
		return "", false
	}
	was := m.find(words[1])
	refused := ""
	switch {
	case words[0] == "add" && was != nil:
		refused = "NOT_STORED\r\n"
	case words[0] == "cas" && was == nil:
		refused = "NOT_FOUND\r\n"
	case words[0] == "cas" && (m.dialect.noCAS || words[5] != strconv.FormatUint(was.cas, 10)):
		refused = "EXISTS\r\n"
	}
	if refused != "" {
		if !m.dialect.casAt1 {
			m.nextCAS()
		}
		return refused, true
	}
	m.put(words[1], value, uint32(flags), words[3], m.nextCAS())
	return "STORED\r\n", true
}

func (m *Model) put(key, value string, flags uint32, exptime string, cas uint64) {
	m.use++
	it := &modelItem{key: key, value: value, flags: flags, cas: cas, expires: m.expiry(exptime), accessed: m.now(), used: m.use}
	m.items[key] = it
}

func readValue(r *bufio.Reader, size int) (string, bool) {
	b := make([]byte, size+2)
	_, err := io.ReadFull(r, b)
	return string(b[:size]), err == nil
}

func (m *Model) delete(key string) string {
	if m.find(key) == nil {
		return "NOT_FOUND\r\n"
	}
	delete(m.items, key)
	return "DELETED\r\n"
}

func (m *Model) touch(key, exptime string) string {
	it := m.find(key)
	if it == nil {
		return "NOT_FOUND\r\n"
	}
	m.used(it)
	it.expires = m.expiry(exptime)
	return "TOUCHED\r\n"
}

// size returns what the item takes in the store.
func (m *Model) size(it *modelItem) int {
	n := 48 + len(it.key) + 1 + len(it.value) + 2
	if it.flags != 0 {
		n += 4
	}
	if !m.dialect.noCAS {
		n += 8
	}
	return n
}

// dump is lru_crawler metadump and mgdump.
func (m *Model) dump(words []string) string {
	l := &m.dialect.list
	if len(words) != 3 {
		return "ERROR\r\n"
	}
	names, hash := words[1] == "mgdump", words[2] == "hash"
	switch {
	case names && l.noNames != "":
		return l.noNames
	case l.err != "":
		return l.err
	case hash && l.noHash != "":
		return l.noHash
	}
	m.expire()
	var all []*modelItem
	for _, it := range m.items {
		all = append(all, it)
	}
	slices.SortFunc(all, func(a, b *modelItem) int { return int(a.used) - int(b.used) })
	if l.hidesLast && len(all) > 0 {
		all = all[:len(all)-1]
	}
	if hash {
		slices.Reverse(all)
	}
	var reply strings.Builder
	if l.okFirst {
		reply.WriteString("OK\r\n")
	}
	for _, it := range all {
		if names {
			fmt.Fprintf(&reply, "mg %s\r\n", namedKey(it.key))
			continue
		}
		fmt.Fprintf(&reply, "key=%s exp=%d la=%d cas=%d fetch=%s cls=1 size=%d", url.PathEscape(it.key), seconds(it.expires), it.accessed.Unix(), it.cas, map[bool]string{true: "yes", false: "no"}[it.fetched], m.size(it))
		if l.flags {
			fmt.Fprintf(&reply, " flags=%d", it.flags)
		}
		reply.WriteString(l.blank + "\n")
	}
	return reply.String() + map[bool]string{true: "EN\r\n", false: "END\r\n"}[names]
}

// namedKey returns a key as mgdump writes it.
func namedKey(key string) string {
	if strings.IndexFunc(key, func(c rune) bool { return c <= ' ' || c == 0x7f }) < 0 {
		return key
	}
	return base64.StdEncoding.EncodeToString([]byte(key)) + " b"
}

func seconds(t time.Time) int64 {
	if t.IsZero() {
		return -1
	}
	return t.Unix()
}
