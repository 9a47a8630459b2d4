package framework

import (
	"slices"

	"github.com/pelletier/go-toml/v2"
)

// Text is the row as it is written in a file.
func (r *Row) Text() string {
	t := rowText{
		Name: r.Name, About: r.About, Contested: r.Contested, Marks: r.Marks, Client: r.Client.Name,
		Whole: r.Whole, ByBytes: r.ByBytes, Needs: r.Needs, Times: r.Times, Lock: few(r.Manners.Locks), LockFree: r.Manners.LockFree, Accessed: r.Manners.Accessed, Expires: r.Manners.Expires, Restarts: r.Manners.Restarts,
	}
	if r.Manners.Cookie != nil {
		t.Cookie = few(r.Manners.Cookie.Names)
	}
	codecs, envelopes := r.Codecs().Names()
	var patterns, containers, digests, sure, proves []string
	var hints, telling [][]string
	for _, p := range r.Keys {
		patterns, containers, digests = append(patterns, p.Key), append(containers, p.Container), append(digests, p.Digest)
		if p.Sure {
			sure = append(sure, p.Key)
		}
		if p.Proves {
			proves = append(proves, p.Key)
		}
		hints, telling = append(hints, p.Hints), append(telling, p.Telling)
	}
	t.Hints, t.Telling = lists(hints), lists(telling)
	if slices.ContainsFunc(digests, func(d string) bool { return d != "" }) {
		t.Digest = few(digests)
	}
	t.Sure, t.Proves = few(sure), few(proves)
	t.Key, t.Container, t.Codec, t.Envelope = few(patterns), few(containers), few(codecs), few(envelopes)
	text, err := toml.Marshal(rowFile{Framework: []rowText{t}})
	if err != nil {
		return "# " + err.Error()
	}
	return string(text)
}

// few is a list of texts as it is written: nothing, the text, or the list.
func few(all []string) any {
	switch len(all) {
	case 0:
		return nil
	case 1:
		return all[0]
	}
	return all
}

// lists are lists of texts as they are written: nothing if all are empty.
func lists(all [][]string) any {
	if !slices.ContainsFunc(all, func(l []string) bool { return len(l) > 0 }) {
		return nil
	}
	for i, l := range all {
		if l == nil {
			all[i] = []string{}
		}
	}
	return all
}
