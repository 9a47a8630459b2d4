package codec

import (
	"bytes"
	"encoding/base64"
	"strings"
	"time"

	"sessh/session/format/graph"
	"sessh/session/format/wrap"
)

// Express are the sessions of express-session, whose store connect-memcached may encrypt
// them.
func Express() *Set {
	return &Set{
		Codecs:  []*Codec{inJSON("JSON", `{"cookie":{"originalMaxAge":`).labelled("JSON with a cookie in it"), expressEncrypted()},
		Neither: "it is neither in JSON nor encrypted by connect-memcached",
	}
}

// Koa are the sessions of Koa in JSON, which may be in an entry of Keyv.
func Koa() *Set { return jsonIn("it is not a mapping in JSON", Bare, keyv()) }

// Keyv are those that are in an entry of Keyv.
func Keyv() *Set { return jsonIn("", keyv()) }

// jsonIn are mappings in JSON in envelopes.
func jsonIn(neither string, envelopes ...*Envelope) *Set {
	return (&Set{Codecs: []*Codec{inJSON("", "{")}, Neither: neither}).In(envelopes...)
}

// keyv is an entry of Keyv: {"value":{...},"expires":1795697528606}.
func keyv() *Envelope {
	return &Envelope{
		Name: "keyv", About: "in an entry of Keyv",
		Around: part(wrap.Place{
			Find: func(root *graph.Node) *graph.Node {
				value := root.Entry("value")
				if root.Only("value", "expires") && value != nil && value.Kind == graph.Map {
					return value
				}
				return nil
			},
			Wrap: func(n *graph.Node) *graph.Node {
				return &graph.Node{Kind: graph.Map, Pairs: []graph.Pair{{Key: graph.NewText("value"), Value: n}}}
			},
			Deadline: &wrap.Deadline{
				Of: func(root *graph.Node) time.Time { return wrap.TimeOf(root.Entry("expires"), time.Millisecond) },
				Set: func(root *graph.Node, end time.Time) {
					wrap.Replace(root, "expires", wrap.Number(root.Entry("expires"), end, time.Millisecond))
				},
			},
		}),
		Is: isKeyv,
	}
}

func isKeyv(value []byte) bool {
	const longest = 15 // number of digits of a time
	end, ok := bytes.CutSuffix(value, []byte("}"))
	if !ok || !bytes.HasPrefix(value, []byte(`{"value":{`)) {
		return false
	}
	if at := bytes.LastIndexByte(end, ':'); !bytes.HasSuffix(end, []byte("}")) {
		time := end[at+1:]
		digits := len(time) > 0 && len(time) <= longest && len(bytes.Trim(time, "0123456789")) == 0
		end, ok = bytes.CutSuffix(end[:at+1], []byte(`,"expires":`))
		ok = ok && (digits || string(time) == "null")
	}
	return ok && bytes.HasSuffix(end, []byte("}"))
}

func (c *Codec) labelled(label string) *Codec {
	c.Label = label
	return c
}

// expressEncrypted are sessions that connect-memcached has encrypted with a secret: texts
// in JSON, of which ct is the ciphertext, or those in DER and base64.
func expressEncrypted() *Codec {
	return sealed("connect-memcached-encrypted", "encrypted by connect-memcached", "it is encrypted, and the application alone has the secret", "{M",
		isEncrypted, showText("encrypted"))
}

func isEncrypted(value []byte) bool {
	const hmac, hex = `{"hmac":"`, `{"ct":"`
	if rest, ok := bytes.CutPrefix(value, []byte(hex)); ok {
		return hasOnly(rest, 32, "0123456789abcdef")
	}
	rest, ok := bytes.CutPrefix(value, []byte(hmac))
	if !ok {
		return isDER(value)
	}
	sum, rest, ok := bytes.Cut(rest[:min(len(rest), 512)], []byte(`","ct":"`))
	return ok && len(sum) >= 40 && len(sum) <= 256 && bytes.IndexByte(sum, '"') < 0 &&
		hasOnly(rest, 16, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/=")
}

// hasOnly reports whether the first n bytes of a value are some characters.
func hasOnly(value []byte, n int, characters string) bool {
	if len(value) < n {
		return false
	}
	for _, c := range value[:n] {
		if strings.IndexByte(characters, c) < 0 {
			return false
		}
	}
	return true
}

// isDER reports whether a value is a sequence of texts, the first of them in base64, in DER
// and base64.
func isDER(value []byte) bool {
	const head = 16
	der := make([]byte, 12)
	if len(value) < head || value[0] != 'M' {
		return false
	}
	if _, err := base64.StdEncoding.Decode(der, value[:head]); err != nil {
		return false
	}
	const sequence, octets, long = 0x30, 0x04, 0x82 // with a length of two bytes
	return der[0] == sequence && der[1] == long && der[4] == octets && der[5] == long
}
