package cookie

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
)

// payload is what Laravel's Encrypter writes, in JSON and base64.
type payload struct {
	IV    string `json:"iv"`
	Value string `json:"value"`
	MAC   string `json:"mac"` // of AES in the mode CBC
	Tag   string `json:"tag"` // of AES in the mode GCM
}

// laravel reads an encrypted cookie, or the id in one that the application leaves plain.
func laravel(v value) ([]Candidate, error) {
	b, err := base64.StdEncoding.DecodeString(v.text)
	var p payload
	if err != nil || json.Unmarshal(b, &p) != nil || p.IV == "" || p.Value == "" {
		return []Candidate{{ID: v.text}}, nil
	}
	keys := v.jar.Secrets.keys
	if len(keys) == 0 {
		return nil, ErrEncrypted
	}
	for _, key := range keys {
		if text, ok := p.open(key); ok {
			return []Candidate{{laravelID(text), Valid}}, nil
		}
	}
	return nil, ErrWrongKey
}

// open decrypts the value, if it was encrypted with the key.
func (p *payload) open(key []byte) (text string, ok bool) {
	block, err := aes.NewCipher(key)
	if err != nil || len(key) == 24 { // AES-192 is none of Laravel's
		return "", false
	}
	iv, err1 := base64.StdEncoding.DecodeString(p.IV)
	sealed, err2 := base64.StdEncoding.DecodeString(p.Value)
	if err1 != nil || err2 != nil {
		return "", false
	}
	if p.MAC == "" {
		return p.openGCM(block, iv, sealed)
	}
	if !hmac.Equal([]byte(hex.EncodeToString(mac(sha256.New, key, p.IV+p.Value))), []byte(p.MAC)) {
		return "", false
	}
	return openCBC(block, iv, sealed)
}

func (p *payload) openGCM(block cipher.Block, iv, sealed []byte) (text string, ok bool) {
	tag, err := base64.StdEncoding.DecodeString(p.Tag)
	gcm, err2 := cipher.NewGCM(block)
	if err != nil || err2 != nil || len(iv) != gcm.NonceSize() || len(tag) != gcm.Overhead() {
		return "", false
	}
	b, err := gcm.Open(nil, iv, append(sealed, tag...), nil)
	return string(b), err == nil
}

// openCBC decrypts what has been authenticated.
func openCBC(block cipher.Block, iv, sealed []byte) (text string, ok bool) {
	n := len(sealed)
	if len(iv) != aes.BlockSize || n == 0 || n%aes.BlockSize != 0 {
		return "", false
	}
	b := make([]byte, n)
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(b, sealed)
	padding := int(b[n-1])
	if padding == 0 || padding > aes.BlockSize || !bytes.Equal(b[n-padding:], bytes.Repeat(b[n-1:], padding)) {
		return "", false
	}
	return string(b[:n-padding]), true
}

// prefixLength is the length of what Laravel puts before the value of a cookie, to tie it to
// the cookie's name: a digest in hexadecimal and a bar.
const prefixLength = 41

// laravelID returns the id in a decrypted value, which old releases serialize.
func laravelID(text string) string {
	text = unserialized(text)
	if len(text) > prefixLength && text[prefixLength-1] == '|' && isHex(text[:prefixLength-1]) {
		text = text[prefixLength:]
	}
	return unserialized(text)
}

// unserialized returns the text in a string that PHP has serialized, or else text itself.
func unserialized(text string) string {
	rest, ok := strings.CutPrefix(text, "s:")
	length, rest, ok2 := strings.Cut(rest, `:"`)
	inner, ok3 := strings.CutSuffix(rest, `";`)
	if n, err := strconv.Atoi(length); !ok || !ok2 || !ok3 || err != nil || n != len(inner) {
		return text
	}
	return inner
}
