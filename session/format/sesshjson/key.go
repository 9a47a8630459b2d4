package sesshjson

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
)

const (
	prefix  = "sessh/"
	digest  = "%sha256:"
	maxKey  = 250 // bytes of a memcached key
	hexLen  = 2 * sha256.Size
	hexDigs = "0123456789ABCDEF"
)

// Key returns the key of the item of a session.
func (Format) Key(container, id string) (string, error) {
	switch {
	case container == "":
		return "", fmt.Errorf("the container's name is empty")
	case id == "":
		return "", fmt.Errorf("the session id is empty")
	}
	head := prefix + escape(container) + "/"
	if longest := maxKey - len(digest) - hexLen; len(head) > longest {
		return "", fmt.Errorf("the container's name is too long: it takes %d bytes, and there is room for %d", len(head)-len(prefix)-1, longest-len(prefix)-1)
	}
	if key := head + escape(id); len(key) <= maxKey {
		return key, nil
	}
	sum := sha256.Sum256([]byte(id))
	return head + digest + hex.EncodeToString(sum[:]), nil
}

// Parse returns the container and id that a key names. A key that this format would
// not write is not its own.
func (f Format) Parse(key string) (container, id string, exact, ok bool) {
	rest, ok := strings.CutPrefix(key, prefix)
	if !ok || len(key) > maxKey {
		return "", "", false, false
	}
	c, i, ok := strings.Cut(rest, "/")
	if !ok {
		return "", "", false, false
	}
	container, err := unescape(c)
	if err != nil || container == "" || !isEscaped(c, container) {
		return "", "", false, false
	}
	if sum, ok := strings.CutPrefix(i, digest); ok {
		_, err := hex.DecodeString(sum)
		return container, i, false, err == nil && len(sum) == hexLen && strings.ToLower(sum) == sum
	}
	id, err = unescape(i)
	if err != nil || id == "" || !isEscaped(i, id) {
		return "", "", false, false
	}
	return container, id, true, true
}

// isEscaped reports whether text is what escape makes of name.
func isEscaped(text, name string) bool {
	if len(text) == len(name) { // nothing is escaped in it
		return !strings.ContainsFunc(text, func(c rune) bool { return c <= ' ' || c == 0x7f || c == '/' || c == '%' })
	}
	return escape(name) == text
}

func escape(name string) string {
	if !strings.ContainsFunc(name, func(c rune) bool { return c <= ' ' || c == 0x7f || c == '/' || c == '%' }) {
		return name
	}
	var b strings.Builder
	for i := 0; i < len(name); i++ {
		c := name[i]
		if c <= ' ' || c == 0x7f || c == '/' || c == '%' {
			b.WriteByte('%')
			b.WriteByte(hexDigs[c>>4])
			b.WriteByte(hexDigs[c&15])
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func unescape(s string) (string, error) {
	if !strings.Contains(s, "%") { // most, and this is quicker
		return s, nil
	}
	return url.PathUnescape(s)
}
