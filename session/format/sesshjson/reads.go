package sesshjson

import (
	"bytes"
	"strings"
	"time"

	"sessh/session/format"
	"sessh/session/marked"
	"sessh/session/tree"
)

// reads reports whether a document is read as the record. It knows documents as [Format.Encode]
// writes them; if it returns false, only [Format.Decode] can say.
func reads(text []byte, r *format.Record) bool {
	if !onlyPackages(r.Data) {
		return false
	}
	text, ok := bytes.CutPrefix(text, []byte(`{"version":1,"id":`))
	if !ok {
		return false
	}
	if text, ok = marked.ReadsText(text, r.ID); !ok {
		return false
	}
	if after, ok := bytes.CutPrefix(text, []byte(`,"lastAccess":"`)); ok {
		at, rest, _ := bytes.Cut(after, []byte(`"`))
		if _, err := time.Parse(time.RFC3339Nano, string(at)); err != nil {
			return false
		}
		text = rest
	}
	if text, ok = bytes.CutPrefix(text, []byte(`,"timeout":`)); !ok {
		return false
	}
	if text, ok = readsTimeout(text, r.Timeout); !ok {
		return false
	}
	if text, ok = bytes.CutPrefix(text, []byte(`,"data":`)); !ok {
		return false
	}
	text, ok = marked.Reads(text, r.Data)
	return ok && string(text) == "}"
}

func readsTimeout(text []byte, d time.Duration) (rest []byte, ok bool) {
	if read, rest, ok := wholeSeconds(text); ok && read == d {
		return rest, true
	}
	var v any = d.Seconds()
	if d%time.Second == 0 {
		v = int64(d / time.Second)
	}
	if read, ok := seconds(v); !ok || read != d {
		return nil, false
	}
	return marked.Reads(text, v)
}

// onlyPackages reports whether all that the data of a session holds is package data.
func onlyPackages(data *tree.Map) bool { return data != nil && packages(data) == nil }

// excludes reports whether it is certain that no name or value of a document
// contains the literal. It is certain only for literals of letters, digits and a
// few signs, which are not escaped, and for documents without bytes or escapes.
func excludes(value []byte, literal string) bool {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-@,;"
	if literal == "" || strings.Trim(literal, plain) != "" {
		return false
	}
	if bytes.Contains(value, []byte(literal)) {
		return false
	}
	return bytes.IndexByte(value, '\\') < 0 && !mayMark(value) && !numeric(literal)
}

// numeric reports whether the literal could be part of a number, which may be
// written in another way than it is shown.
func numeric(literal string) bool { return strings.Trim(literal, "0123456789eE+-.infaN") == "" }
