package memcachedtest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
)

// recordedJSON holds the replies of memcached servers of several versions and settings to the same
// requests, in order.
//
//go:embed testdata/versions.json
var recordedJSON []byte

// A Recording holds the replies of one memcached server: pairs of request and reply.
type Recording struct {
	Version string      `json:"version"` // with the flags it was started with
	Answers [][2]string `json:"answers"`
}

// Recordings returns the recordings of all versions, the oldest first.
func Recordings() []Recording {
	var all []Recording
	if err := json.Unmarshal(recordedJSON, &all); err != nil {
		panic(fmt.Sprint("the recordings: ", err))
	}
	return all
}

// to returns the reply to the first request with a prefix.
func (r *Recording) to(request string) string {
	for _, a := range r.Answers {
		if strings.HasPrefix(a[0], request) {
			return a[1]
		}
	}
	panic(fmt.Sprintf("the recording of %s has no %q", r.Version, request))
}

// dialect is how one version differs from others, according to its recording.
type dialect struct {
	version string // as it says it
	mn      string // the answer to mn
	noMeta  string // the answer to mg; "" if it is known
	hit     string // of a meta read without a value: HD or OK
	ms      msDialect
	mdError string // the answer to md; "" if it is known
	mdWorks bool   // whether md takes the right version for it
	mdBlank string // what follows the codes of md
	casAt1  bool   // whether versions count from 1, else from 2, and refused writes as well
	noCAS   bool   // every version is 0
	me      string // the answer to me, of an item; "" if it is not known
	list    listDialect
	watches bool // whether it confirms a watch
}

// msDialect is how the server executes ms.
type msDialect struct {
	err      string // the answer to any; "" if it is known
	takesE   bool   // whether a write may bring its own version
	asOfOld  bool   // whether the value is taken for a command after an error
	errorOfE string // the answer to E where that is not known
}

// listDialect is how the server lists.
type listDialect struct {
	err       string // the answer to any listing; "" if it lists
	noHash    string // the answer to a walk of the hash table; "" if that is known
	noNames   string // the answer to mgdump; "" if that is known
	okFirst   bool   // whether OK comes first
	flags     bool   // whether flags are reported
	blank     string // what ends a line
	hidesLast bool   // whether the newest item is left out
}

func dialectOf(r *Recording) dialect {
	d := dialect{
		version: strings.TrimSpace(strings.TrimPrefix(r.to("version"), "VERSION ")),
		mn:      r.to("mn"), hit: "HD",
		casAt1: strings.HasSuffix(r.to("gets k"), " 1\r\nabc\r\nEND\r\n"),
		noCAS:  strings.HasSuffix(r.to("gets k"), " 0\r\nabc\r\nEND\r\n"),
	}
	if read := r.to("mg nokey"); read != "EN\r\n" {
		d.noMeta = read
	} else {
		d.hit, _, _ = strings.Cut(r.to("mg k c s"), " ")
	}
	write := r.to("ms k")
	d.ms = msDialect{takesE: strings.HasPrefix(write, "HD"), asOfOld: strings.HasSuffix(write, "\r\nERROR\r\n")}
	d.ms.errorOfE, _, _ = strings.Cut(write, "\r\n")
	if add := r.to("ms n"); !strings.HasPrefix(add, "HD") {
		d.ms.err, _, _ = strings.Cut(add, "\r\n")
	}
	wrong, _, _ := strings.Cut(r.to("md k C1"), "\r\n")
	right := r.to(lastRemoval(r))
	if strings.HasPrefix(wrong, "EX") {
		d.mdBlank, d.mdWorks = strings.TrimPrefix(wrong, "EX"), strings.HasPrefix(right, "HD")
	} else {
		d.mdError = right
	}
	if text := r.to("me k"); strings.HasPrefix(text, "ME ") {
		d.me = text
	}
	d.watches = r.to("watch") == "OK\r\n"
	d.list = listDialectOf(r)
	return d
}

// lastRemoval returns the removal of the right version.
func lastRemoval(r *Recording) string {
	for _, a := range r.Answers {
		if strings.HasPrefix(a[0], "md k C") && !strings.Contains(a[0], " q") {
			return a[0]
		}
	}
	panic("the recording of " + r.Version + " removes nothing")
}

func listDialectOf(r *Recording) listDialect {
	all, hash, names := r.to("lru_crawler metadump all"), r.to("lru_crawler metadump hash"), r.to("lru_crawler mgdump all")
	l := listDialect{okFirst: strings.HasPrefix(all, "OK\r\n"), flags: strings.Contains(all, " flags=")}
	switch {
	case !strings.HasSuffix(all, "END\r\n"):
		l.err = all
	case !strings.HasSuffix(hash, "END\r\n"):
		l.noHash = hash
	}
	if !strings.HasSuffix(names, "EN\r\n") {
		l.noNames = names
	}
	if strings.Contains(all, " \n") {
		l.blank = " "
	}
	l.hidesLast = l.err == "" && !strings.Contains(all, "key=x ")
	return l
}
