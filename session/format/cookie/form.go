package cookie

import (
	"errors"
	"net/url"
	"slices"
	"strings"
)

// A Form is how the cookies of a framework name sessions. A nil Form is that of a framework
// without cookies.
type Form struct {
	// Names are the usual names of the cookie, the likeliest first; in some there is a part
	// of the application's, for which * stands. Applications choose others, so a cookie of
	// any name is read.
	Names []string

	// read returns the ids in a value, the likeliest first; nil: the value is the id.
	read func(v value) ([]Candidate, error)
	// id reports whether a text can be an id; nil: see isID.
	id func(text string) bool
	// shortIDs is set if an id that is too short for id is taken from a cookie of the usual name.
	shortIDs bool
	// write returns what the cookie of an id holds, whose item has the key, before how is
	// done to it; nil: it is the id.
	write func(id, key string) string
	how   How
}

// How is what an application does to the value of a cookie.
type How string

// An application may do nothing, sign, as some frameworks do only if configured to, or
// encrypt; Unclear says that it is not known which. Where it can be configured to use digests of
// its tokens as ids, an id may not show what the cookie holds.
const (
	AsItIs    How = ""
	Signed    How = "signed"
	Encrypted How = "encrypted"
	Digested  How = "digested"
	Unclear   How = "unclear"
)

// A Jar is what is sent together with a cookie, and what is known about all of them.
type Jar struct {
	Cookies []Cookie
	Secrets Secrets // of the application
}

// A Candidate is an id that a cookie may stand for.
type Candidate struct {
	ID        string
	Signature Signature
}

// A Signature is what is known about the signature of a cookie.
type Signature uint8

const (
	Unsigned  Signature = iota // there is none
	Unchecked                  // no secret is known
	Valid                      // made with one of the secrets
	Invalid                    // made with none of them
)

var (
	// ErrEncrypted is returned for a cookie that cannot be read without the key of the
	// application.
	ErrEncrypted = errors.New("it is encrypted, and the key is not known")
	// ErrWrongKey is returned for a cookie that none of the keys decrypts.
	ErrWrongKey = errors.New("it is encrypted, and not with this key")
)

// value is a spelling of the value of a cookie, in its jar.
type value struct {
	text   string
	cookie Cookie
	jar    Jar
}

// IDs returns the ids that a cookie may stand for, the likeliest first.
func (f *Form) IDs(c Cookie, jar Jar) ([]Candidate, error) {
	if f == nil || len(c.Value) > MaxValue {
		return nil, nil
	}
	read, isFit := f.read, f.id
	if read == nil {
		read = plainly
	}
	if isFit == nil {
		isFit = isID
	}
	var all []Candidate
	var failed error
	for _, text := range spellings(c.Value) {
		found, err := read(value{text, c, jar})
		failed = errors.Join(failed, err)
		for _, x := range found {
			if (isFit(x.ID) || f.shortID(c, x)) && !slices.ContainsFunc(all, func(y Candidate) bool { return x.ID == y.ID }) {
				all = append(all, x)
			}
		}
	}
	if len(all) > 0 || failed == nil {
		return all, nil
	}
	if errors.Is(failed, ErrWrongKey) {
		return nil, ErrWrongKey
	}
	return nil, ErrEncrypted
}

// Likeness is the greater the more speaks for a cookie being of the form, which has read
// these ids from it: its name, or a signature.
func (f *Form) Likeness(c Cookie, ids []Candidate) int {
	switch {
	case f == nil || len(ids) == 0:
		return 0
	case f.IsCalled(c.Name):
		return 4
	case slices.ContainsFunc(ids, func(x Candidate) bool { return x.Signature != Unsigned }):
		return 3
	case len(f.Names) > 0:
		return 2
	}
	return 1
}

// IsCalled reports whether the name of a cookie is one of the form's usual ones.
func (f *Form) IsCalled(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(f.Names, func(usual string) bool {
		before, after, open := strings.Cut(strings.ToLower(usual), "*")
		if !open {
			return name == before
		}
		return len(name) >= len(before)+len(after) && strings.HasPrefix(name, before) && strings.HasSuffix(name, after)
	})
}

// Of returns what the cookie of a session holds, with its usual name, before the application
// does something to it. key is that of the session's item. ok is false if neither shows it.
func (f *Form) Of(id, key string) (c Cookie, how How, ok bool) {
	if f == nil || len(f.Names) == 0 {
		return Cookie{}, AsItIs, false
	}
	c = Cookie{f.Names[0], id}
	if f.write != nil {
		c.Value = f.write(id, key)
	}
	return c, f.how, c.Value != ""
}

// Called returns the form with the name that an application gives to its cookie.
func (f *Form) Called(name string) *Form {
	o := *f
	o.Names = []string{name}
	return &o
}

// spellings returns the texts that a value may stand for: percent-decoded, as most servers
// write it, without quotes, and as it is.
func spellings(text string) []string {
	all := []string{text}
	if decoded, err := url.PathUnescape(text); err == nil && decoded != text {
		all = []string{decoded, text}
	}
	if bare := unquoted(all[0]); bare != all[0] {
		all = append([]string{bare}, all...)
	}
	return all
}

func plainly(v value) ([]Candidate, error) { return []Candidate{{ID: v.text}}, nil }

// The bounds of an id whose form is not known.
const (
	shortestID = 6
	longestID  = 250
)

// isID reports whether a text can be the id of a session.
func isID(text string) bool {
	return len(text) >= shortestID && len(text) <= longestID && isVisible(text) && !strings.ContainsAny(text, `";,`)
}

// shortID reports whether a cookie has one of PHP's usual names and an id that the application may have
// chosen, shorter than PHP's own. In a cookie of another name, too much could be such an id.
func (f *Form) shortID(c Cookie, x Candidate) bool {
	return f.shortIDs && f.IsCalled(c.Name) && len(x.ID) > 0 && len(x.ID) <= longestPHP && inPHP(x.ID)
}

// The bounds of the ids that PHP makes. Those that session_id() is given may be shorter.
const (
	shortestPHP = 22
	longestPHP  = 256
)

// isPHP reports whether a text can be an id of PHP's.
func isPHP(text string) bool {
	return len(text) >= shortestPHP && len(text) <= longestPHP && inPHP(text)
}

// inPHP reports whether a text has only what can be in an id of PHP's.
func inPHP(text string) bool {
	return only(text, func(c byte) bool { return isAlnum(c) || c == ',' || c == '-' })
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
