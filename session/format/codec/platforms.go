package codec

import (
	"bytes"
	"crypto/aes"
	"encoding/base64"
	"encoding/binary"
	"time"
	"unicode/utf8"

	"sessh/session/format/lazyregexp"
)

// The sessions that follow are such as only the application can read, or none but it can write.

// Tomcat are what Tomcat's memcached-session-manager stores.
func Tomcat() *Set { return &Set{Codecs: []*Codec{tomcat()}} }

// Spring are Java objects.
func Spring() *Set { return &Set{Codecs: []*Codec{javaObject()}} }

// ASPNET are the sessions of ASP.NET Core, whose values have no types.
func ASPNET() *Set { return &Set{Codecs: []*Codec{aspnet()}} }

// Resty are what lua-resty-session encrypts.
func Resty() *Set {
	return &Set{Codecs: []*Codec{resty(), resty3()}, Neither: "it is not encrypted by lua-resty-session"}
}

// Fernet are the tokens by which Starsessions encrypts.
func Fernet() *Set { return &Set{Codecs: []*Codec{fernet()}} }

func tomcat() *Codec {
	return sealed("tomcat", "by Tomcat's memcached-session-manager",
		"Tomcat's memcached-session-manager and the application's classes are needed to write it", "\x00", isTomcat, showStrings)
}

func javaObject() *Codec {
	return sealed("java", "Java serialization", "the application's Java classes are needed to write it", "\xac",
		func(value []byte) bool { return bytes.HasPrefix(value, []byte("\xac\xed\x00\x05")) }, showStrings)
}

func aspnet() *Codec {
	return sealed("aspnet", "by ASP.NET Core", "its values have no types, and the application alone knows them", "\x02", isASPNET, showStrings)
}

func resty() *Codec {
	return sealed("resty-encrypted", "encrypted by lua-resty-session", "it is encrypted, and the application alone has the secret", "[",
		isResty, showText("encrypted"))
}

func fernet() *Codec {
	return sealed("fernet", "encrypted by Fernet", "it is encrypted, and the application alone has the key", "g", isFernet, showText("encrypted"))
}

// isFernet reports whether a value is a token of Fernet: in base64, its version, the time,
// the vector and the blocks of AES, and a digest.
func isFernet(value []byte) bool {
	const version, head, block, digest, encoded = 0x80, 9, 16, 32, 4
	if len(value)%encoded != 0 || !bytes.HasPrefix(value, []byte("gAAAA")) {
		return false
	}
	token, err := base64.URLEncoding.DecodeString(string(value))
	blocks := len(token) - head - digest
	if err != nil || token[0] != version || blocks < 2*block || blocks%block != 0 {
		return false
	}
	year := time.Unix(int64(binary.BigEndian.Uint64(token[1:])), 0).UTC().Year()
	return year >= 2000 && year < 2200
}

// isResty reports whether a value begins as lua-resty-session begins one: with a list whose first text
// is in base64.
func isResty(value []byte) bool {
	const shortest = 32
	text, ok := bytes.CutPrefix(value, []byte(`["`))
	size := 0
	for size < len(text) && (text[size] == '_' || text[size] == '-' || text[size] >= '0' && text[size] <= '9' || text[size]|0x20 >= 'a' && text[size]|0x20 <= 'z') {
		size++
	}
	return ok && size >= shortest && (size == len(text) || text[size] == '"')
}

// resty3 are the sessions of lua-resty-session 3: blocks of AES by themselves. Nothing distinguishes these from
// other bytes, so they are taken for sessions only under keys that are known to be theirs.
func resty3() *Codec {
	c := sealed("resty3-encrypted", "encrypted by lua-resty-session 3", resty().Sealed, "", isBlocks, showText("encrypted"))
	c.Heads = func([]byte) bool { return false }
	return c
}

// isBlocks reports whether a value can be encrypted in blocks: others are texts, or of another length.
func isBlocks(value []byte) bool {
	return len(value) > 0 && len(value)%aes.BlockSize == 0 && !utf8.Valid(value)
}

// isTomcat reports whether a value begins as memcached-session-manager begins one: with
// its version, times, and the id of the session.
func isTomcat(value []byte) bool {
	const created, accessed, idAt, newest = 4, 12, 42, 2
	if len(value) < idAt+2+33 || value[0] != 0 || value[1] == 0 || value[1] > newest {
		return false
	}
	for _, at := range []int{created, accessed} {
		t := time.UnixMilli(int64(binary.BigEndian.Uint64(value[at:])))
		if t.Year() < 2000 || t.Year() > 2200 {
			return false
		}
	}
	id := value[idAt+2:]
	return int(binary.BigEndian.Uint16(value[idAt:])) < 256 && tomcatID.Get().Match(id[:33])
}

var tomcatID = lazyregexp.New(`^[0-9A-F]{32}-$`)

// isASPNET reports whether a value is a whole session of ASP.NET Core: a revision, the
// number of entries, 16 bytes of an id, and names and values with their lengths.
func isASPNET(value []byte) bool {
	const revision, head, nameSize, valueSize = 2, 20, 2, 4
	if len(value) < head || value[0] != revision {
		return false
	}
	entries := int(value[1])<<16 | int(value[2])<<8 | int(value[3])
	rest := value[head:]
	for ; entries > 0; entries-- {
		name, after, ok := sized(rest, nameSize)
		if !ok || len(name) == 0 || !utf8.Valid(name) {
			return false
		}
		if _, rest, ok = sized(after, valueSize); !ok {
			return false
		}
	}
	return len(rest) == 0
}

// sized cuts off what has its length before it, in some bytes, the highest first.
func sized(value []byte, bytesOfLength int) (cut, rest []byte, ok bool) {
	if len(value) < bytesOfLength {
		return nil, nil, false
	}
	n := 0
	for _, b := range value[:bytesOfLength] {
		n = n<<8 | int(b)
	}
	if value = value[bytesOfLength:]; n > len(value) {
		return nil, nil, false
	}
	return value[:n], value[n:], true
}
