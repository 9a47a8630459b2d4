package cookie

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

// Forms of cookies that hold the id alone.
var (
	// Plain is the form of unknown applications.
	Plain = &Form{}

	Django      = &Form{Names: []string{"sessionid"}}
	PHP         = &Form{Names: []string{"PHPSESSID"}, id: isPHP, shortIDs: true}
	Symfony     = &Form{Names: []string{"PHPSESSID"}, id: isPHP, shortIDs: true}
	CodeIgniter = &Form{Names: []string{"ci_session"}, id: isPHP}
	CakePHP     = &Form{Names: []string{"CAKEPHP", "PHPSESSID"}, id: isPHP}
	SimpleSAML  = &Form{Names: []string{"SimpleSAMLSessionID", "SimpleSAML", "PHPSESSID"}, id: isPHP}
	MediaWiki   = &Form{Names: []string{"*_session"}, id: isPHP}
	Roundcube   = &Form{Names: []string{"roundcube_sessid"}, id: isPHP}
	Horde       = &Form{Names: []string{"Horde"}, id: isPHP}
	Moodle      = &Form{Names: []string{"MoodleSession"}, id: isPHP}
	CherryPy    = &Form{Names: []string{"session_id"}}
	Aiohttp     = &Form{Names: []string{"AIOHTTP_SESSION"}}
	Starsession = &Form{Names: []string{"session"}}
	CGISession  = &Form{Names: []string{"CGISESSID"}}
	Plack       = &Form{Names: []string{"plack_session"}}
	Catalyst    = &Form{Names: []string{"*_session"}}

	// Lovely is the form of lovely.session and Zope, whose id is that of the browser.
	Lovely = &Form{Names: []string{"zope3_cs_*", "_ZopeId"}}
)

// Forms of cookies with a signature, or of which the id is made.
var (
	// Beaker puts the signature, a digest in hexadecimal, before the id.
	Beaker = &Form{Names: []string{"beaker.session.id"}, read: beaker, how: Signed}

	// Flask is the form of Flask-Session, which signs if configured to.
	Flask = &Form{Names: []string{"session"}, read: flask, how: Signed}

	// Express is the form of express-session: s:ID.SIGNATURE.
	Express = &Form{Names: []string{"connect.sid"}, read: express, how: Signed, write: func(id, _ string) string { return "s:" + id }}

	// Fastify is the form of @fastify/session: ID.SIGNATURE.
	Fastify = &Form{Names: []string{"sessionId"}, read: express, how: Signed}

	// Koa is the form of koa-session, whose cookie has the key with the prefix of the application's.
	// The signature is in a cookie of its own.
	Koa = &Form{Names: []string{"koa.sess", "koa:sess"}, read: koa, how: Signed, write: func(_, key string) string { return withoutKeyv(key) }}

	// KoaGeneric is the form of koa-generic-session, whose cookie has the id without the prefix.
	KoaGeneric = &Form{Names: []string{"koa.sid"}, read: koa, how: Signed}

	// Keyv is the form of applications that keep sessions in Keyv, mostly by Koa. Nothing is known of
	// the names of their cookies.
	Keyv = &Form{read: koa}

	// Rack is the form of Rack, Rails, Sinatra and Hanami. The cookie has the public id; a
	// session is stored under the private one, which is made of it, or in old releases
	// under the public one.
	Rack = &Form{Names: []string{"rack.session"}, read: rack, write: rackOf}

	// Rails is Rack's, by another name.
	Rails = Rack.Called("_session_id")

	// Laravel is the form of Laravel, which encrypts cookies with APP_KEY.
	Laravel = &Form{Names: []string{"laravel_session", "laravel-session"}, read: laravel, id: isPHP, how: Encrypted}

	// Yii is the form of Yii 2, whose keys are digests: of the id, as the releases of Yii make
	// them, which are read from the cookie as well.
	Yii = &Form{Names: []string{"PHPSESSID", "advanced-frontend"}, read: yii, id: isPHP}

	// Tomcat is the form of memcached-session-manager: ID-NODE, and .ROUTE where requests
	// are routed.
	Tomcat = &Form{Names: []string{"JSESSIONID"}, read: tomcat, write: tomcatOf}

	// Spring is the form of Spring Session, whose cookie has the id in base64.
	Spring = &Form{
		Names: []string{"SESSION"}, read: spring,
		write: func(id, _ string) string { return base64.StdEncoding.EncodeToString([]byte(id)) },
	}

	// SCS is the form of alexedwards/scs, which stores a session under the token or its
	// digest.
	SCS = &Form{Names: []string{"session"}, read: scs, how: Digested}
)

// allForms are those with names.
var allForms = []*Form{
	Django, PHP, Symfony, CodeIgniter, CakePHP, SimpleSAML, MediaWiki, Roundcube, Horde, Moodle, CherryPy, Aiohttp, Starsession,
	CGISession, Plack, Catalyst, Lovely, Beaker, Flask, Express, Fastify, Koa, KoaGeneric, Rack, Rails, Laravel, Yii, Tomcat, Spring, SCS,
}

// flask reads ID or ID.SIGNATURE.
func flask(v value) ([]Candidate, error) {
	all := []Candidate{{ID: v.text}}
	if i := strings.LastIndexByte(v.text, '.'); i > 0 {
		id, signature := v.text[:i], v.text[i+1:]
		all = append([]Candidate{{id, v.jar.Secrets.check(base64URL, signature, func(key []byte) []byte {
			return mac(sha1New, mac(sha1New, key, "flask-session"), id)
		})}}, all...)
	}
	return all, nil
}

// express reads s:ID.SIGNATURE, of which the signature covers the id. A value that begins
// with j: is in JSON.
func express(v value) ([]Candidate, error) {
	text, signed := strings.CutPrefix(v.text, "s:")
	i := strings.LastIndexByte(text, '.')
	if i <= 0 {
		return candidatesIn(text, Unsigned), nil
	}
	id, signature := text[:i], text[i+1:]
	checked := v.jar.Secrets.check(base64.RawStdEncoding, signature, func(key []byte) []byte { return mac(sha256.New, key, id) })
	all := candidatesIn(id, checked)
	if !signed {
		all = append(all, candidatesIn(text, Unsigned)...)
	}
	return all, nil
}

// candidatesIn returns the id that a text is, or holds in JSON.
func candidatesIn(text string, s Signature) []Candidate {
	if inner, ok := strings.CutPrefix(text, "j:"); ok {
		var id string
		if json.Unmarshal([]byte(inner), &id) != nil {
			return nil
		}
		text = id
	}
	return []Candidate{{text, s}}
}

// withoutKeyv returns a key without the namespace that Keyv has by default, and puts before it once or
// twice.
func withoutKeyv(key string) string {
	const namespace = "keyv:"
	return strings.TrimPrefix(strings.TrimPrefix(key, namespace), namespace)
}

// koa reads an id, whose signature is in a cookie of the same name and .sig.
func koa(v value) ([]Candidate, error) {
	one := Candidate{ID: v.text}
	for _, c := range v.jar.Cookies {
		if v.cookie.Name != "" && c.Name == v.cookie.Name+".sig" {
			one.Signature = v.jar.Secrets.check(base64URL, c.Value, func(key []byte) []byte {
				return mac(sha1New, key, v.cookie.Name+"="+v.cookie.Value)
			})
		}
	}
	all := []Candidate{one}
	if i := strings.LastIndexByte(one.ID, ':'); i >= 0 {
		all = append(all, Candidate{one.ID[i+1:], one.Signature})
	}
	return all, nil
}

// beaker reads an id with a signature before it, or without.
func beaker(v value) ([]Candidate, error) {
	var all []Candidate
	for _, h := range beakerHashes {
		n := hex.EncodedLen(h().Size())
		if len(v.text) <= n || !isHex(v.text[:n]) {
			continue
		}
		id := v.text[n:]
		all = append(all, Candidate{id, v.jar.Secrets.check(hexadecimal{}, v.text[:n], func(key []byte) []byte { return mac(h, key, id) })})
	}
	return append(all, Candidate{ID: v.text}), nil
}

// privateID is what begins the id under which Rack stores a session.
const privateID = "2::"

// rack reads a public id, and what the ids of the session can be.
func rack(v value) ([]Candidate, error) {
	id, _, signed := strings.Cut(v.text, "--")
	if !isAlphanumeric(id) || strings.HasPrefix(v.text, privateID) {
		return []Candidate{{ID: v.text}}, nil
	}
	s := Unsigned
	if signed {
		s = Unchecked
	}
	sum := sha256.Sum256([]byte(id))
	return []Candidate{{privateID + hex.EncodeToString(sum[:]), s}, {id, s}}, nil
}

// rackOf is the cookie of a public id; a private one does not tell it.
func rackOf(id, _ string) string {
	if strings.HasPrefix(id, privateID) {
		return ""
	}
	return id
}

// yii reads an id of PHP's.
func yii(v value) ([]Candidate, error) {
	if !isPHP(v.text) || len(v.text) > 0xff {
		return nil, nil
	}
	const class = `yii\web\CacheSession`
	length := string([]byte{byte(len(v.text))})
	all := []Candidate{{ID: v.text}}
	for _, key := range []string{
		fmt.Sprintf(`a:2:{i:0;s:%d:"%s";i:1;s:%d:"%s";}`, len(class), class, len(v.text), v.text), // by serialize
		"\x00\x00\x00\x02\x14\x02\x06\x00\x11\x14" + class + "\x06\x01\x11" + length + v.text,     // by igbinary
		`["yii\\web\\CacheSession","` + v.text + `"]`,                                             // by json_encode
	} {
		sum := md5.Sum([]byte(key))
		all = append(all, Candidate{ID: hex.EncodeToString(sum[:])})
	}
	return all, nil
}

// tomcat reads ID-NODE.ROUTE: a session is stored under all of it, or less.
func tomcat(v value) ([]Candidate, error) {
	all := []Candidate{{ID: v.text}}
	routed, _, _ := strings.Cut(v.text, ".")
	bare, _, _ := strings.Cut(routed, "-")
	return append(all, Candidate{ID: routed}, Candidate{ID: bare}), nil
}

// tomcatOf is the cookie of a session: its key, which has the node as well.
func tomcatOf(id, key string) string {
	if strings.HasPrefix(key, id+"-") {
		return key
	}
	return id
}

// spring reads an id in base64, or as older releases have it.
func spring(v value) ([]Candidate, error) {
	all := []Candidate{{ID: v.text}}
	if id, err := base64.StdEncoding.DecodeString(v.text); err == nil {
		all = append([]Candidate{{ID: string(id)}}, all...)
	}
	return all, nil
}

// scs reads a token.
func scs(v value) ([]Candidate, error) {
	sum := sha256.Sum256([]byte(v.text))
	return []Candidate{{ID: v.text}, {ID: base64.RawURLEncoding.EncodeToString(sum[:])}}, nil
}

func isAlphanumeric(text string) bool { return only(text, isAlnum) }
