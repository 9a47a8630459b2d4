package family

import (
	"fmt"
	"strings"

	"sessh/session/storage"
	"sessh/session/tree"
)

// Unrecognized returns the reason why listings do not show an item among the sessions of the family, and
// where they do show it; "" if they show it there. data is the decoded item, or nil.
func (f Family) Unrecognized(item *storage.Item, data *tree.Map) string {
	traits := f.format.Traits()
	if traits.Claims == nil || traits.Raw {
		return ""
	}
	of, ok := f.all.catalog.WouldBe(item)
	if ok && f.Has(of) {
		return ""
	}
	why := "sessh does not recognize it"
	if traits.Unmarked != nil && data != nil {
		if marks := traits.Unmarked(data); len(marks) > 0 {
			why = fmt.Sprintf("without %s %s", eitherOf(marks), why)
		}
	}
	if ok {
		why += ": it is listed under " + tree.ContainerPath(of.Container).String()
	}
	return why
}

// eitherOf returns marks as a sentence names them: "a, b or c".
func eitherOf(marks []string) string {
	words := make([]string, len(marks))
	for i, mark := range marks {
		if words[i] = mark; strings.HasSuffix(mark, ".") {
			words[i] += "*"
		}
	}
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
