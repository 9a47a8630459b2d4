package cookie

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"strings"
)

// Secrets are the keys of an application, by which it signs and encrypts cookies. The zero
// value has none. Formatting them shows none.
type Secrets struct{ keys [][]byte }

// MaxSecrets is the greatest length of a file of secrets, and maxKeys how many are in one.
const (
	MaxSecrets = 64 << 10
	maxKeys    = 256
)

// ParseSecrets reads a file of secrets: one on a line, alone or after a name as in
// APP_KEY=base64:..., in quotes or without. Lines that begin with # are comments.
func ParseSecrets(text []byte) (Secrets, error) {
	var s Secrets
	if len(text) > MaxSecrets {
		return s, fmt.Errorf("a file of secrets has at most %d bytes", MaxSecrets)
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		s.add(secretIn(line))
	}
	if len(s.keys) == 0 {
		return s, errors.New("there is no secret in it")
	}
	if len(s.keys) > maxKeys {
		return Secrets{}, fmt.Errorf("there are more than %d secrets in it", maxKeys)
	}
	return s, nil
}

// secretIn returns the secret in a line, without its name.
func secretIn(line string) string {
	name, value, named := strings.Cut(line, "=")
	name = strings.TrimSpace(strings.TrimPrefix(name, "export "))
	if value = strings.TrimSpace(value); named && strings.Trim(value, "=") != "" && isVariable(name) {
		line = value
	}
	if n := len(line); n > 1 && (line[0] == '"' || line[0] == '\'') && line[n-1] == line[0] {
		return line[1 : n-1]
	}
	return line
}

func isVariable(name string) bool {
	return name != "" && only(name, func(c byte) bool { return c == '_' || isAlnum(c) })
}

// encodedKey begins a key in base64.
const encodedKey = "base64:"

// add adds a secret; one in base64, as Laravel writes them, as its bytes.
func (s *Secrets) add(text string) {
	for one := range strings.SplitSeq(text, ",") { // APP_PREVIOUS_KEYS has several
		if encoded, ok := strings.CutPrefix(one, encodedKey); ok {
			if key, err := base64.StdEncoding.DecodeString(encoded); err == nil && len(key) > 0 {
				s.keys = append(s.keys, key)
			}
		}
	}
	if !strings.HasPrefix(text, encodedKey) {
		s.keys = append(s.keys, []byte(text))
	}
}

// Format writes how many secrets there are, whatever the verb.
func (s Secrets) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "%d secrets", len(s.keys)) }

// An encoding is how a signature is written.
type encoding interface{ EncodeToString([]byte) string }

type hexadecimal struct{}

func (hexadecimal) EncodeToString(b []byte) string { return hex.EncodeToString(b) }

var base64URL = base64.RawURLEncoding

// check reports whether a signature is what sign makes with one of the secrets.
func (s Secrets) check(e encoding, signature string, sign func(key []byte) []byte) Signature {
	if len(s.keys) == 0 {
		return Unchecked
	}
	signature = strings.TrimRight(signature, "=")
	for _, key := range s.keys {
		if hmac.Equal([]byte(e.EncodeToString(sign(key))), []byte(signature)) {
			return Valid
		}
	}
	return Invalid
}

// sha1New is what several frameworks sign by; as an HMAC it is not broken.
var sha1New = sha1.New

// beakerHashes are those that Beaker can be told to sign by, the usual one first.
var beakerHashes = []func() hash.Hash{sha1.New, sha256.New, sha512.New384, sha512.New}

// mac returns the HMAC of a text.
func mac(h func() hash.Hash, key []byte, text string) []byte {
	m := hmac.New(h, key)
	m.Write([]byte(text))
	return m.Sum(nil)
}
