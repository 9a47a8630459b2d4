// Package topics holds the texts of "help TOPIC": what a user needs to know that
// belongs to no single command. [All] lists them, [Find] returns one by its name.
//
// A topic is a file in texts/. Its first line is the summary that "help" lists; the
// text follows after a blank line. Lines are at most 79 columns wide. An example in a
// text is written as in a walkthrough, and is replayed by the tests. {{keys}} stands
// for the table of the keys in package line.
package topics

import (
	"embed"
	"slices"
	"strings"
	"sync"

	"sessh/repl/line"
)

// A Topic is one subject of help.
type Topic struct {
	Name  string // as it is typed after "help"
	Short string // a summary of one line
	Text  string // ends with a newline
}

//go:embed texts
var texts embed.FS

// names are the topics in the order in which they are listed.
var names = []string{"tour", "keys", "paths", "values", "pipes", "python", "frameworks", "memcached", "promises", "files", "completion", "exit-status"}

// Names returns the names of all topics, in the same order as [All].
func Names() []string { return slices.Clone(names) }

// All returns all topics, in the order in which help lists them.
func All() []Topic {
	all := make([]Topic, len(names))
	for i, name := range names {
		all[i], _ = Find(name)
	}
	return all
}

// keys puts in the tables of package line, which are made when a topic is first asked for.
var keys = sync.OnceValue(func() *strings.Replacer {
	return strings.NewReplacer("{{keys}}\n", line.Help(), "{{motions}}", line.ViMotions, "{{commands}}", line.ViCommands)
})

// Find returns the topic of a name, and reports whether there is one.
func Find(name string) (Topic, bool) {
	if !slices.Contains(names, name) {
		return Topic{}, false
	}
	text, err := texts.ReadFile("texts/" + name + ".txt")
	if err != nil {
		return Topic{}, false
	}
	short, rest, _ := strings.Cut(string(text), "\n\n")
	rest = keys().Replace(rest)
	return Topic{Name: name, Short: short, Text: rest}, true
}
