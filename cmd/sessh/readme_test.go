//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sessh/session/memcached/scheme"
)

// The README begins with what it is and a picture, and is short.
func TestReadmeIsAFrontDoor(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(top + "/README.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	if len(lines) >= 200 {
		t.Errorf("it has %d lines", len(lines))
	}
	for what, before := range map[string]int{"[![": 15, "## Install": 20, "```console": 50} {
		begins := func(l string) bool { return strings.HasPrefix(l, what) }
		if at := slices.IndexFunc(lines, begins) + 1; at == 0 || at > before {
			t.Errorf("%s is in line %d, want it before %d", what, at, before)
		}
	}
}

// Links in documents lead to files that are there.
func TestLinksInDocuments(t *testing.T) {
	t.Parallel()
	for _, name := range documents(t) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, link := range regexp.MustCompile(`\]\(([^)#]+)\)`).FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(name), link[1])); err != nil && !strings.HasPrefix(link[1], "https://") {
				t.Errorf("%s: a link leads nowhere: %v", name, err)
			}
		}
	}
}

// The README's table of frameworks is what the formats say of themselves: by the language of
// the applications, what each was tried with.
func TestReadmeListsEveryFramework(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(top + "/README.md")
	if err != nil {
		t.Fatal(err)
	}
	const head = "| applications in | `format`: tried with |\n|---|---|\n"
	_, table, _ := strings.Cut(string(text), head)
	table, _, _ = strings.Cut(table, "\n\n")
	out, err := newDesk(t).run(t, "sessh --output json formats --detail")
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var languages []string
	tried := make(map[string][]string)
	for l := range strings.Lines(out) {
		var row struct{ Format, Language, Tried string }
		if err := json.Unmarshal([]byte(l), &row); err != nil || row.Format == "" {
			t.Fatalf("formats prints %s: %v", l, err)
		}
		if row.Language == "" {
			continue // of no framework
		}
		if tried[row.Language] == nil {
			languages = append(languages, row.Language)
		}
		with, _, _ := strings.Cut(row.Tried, ", by ")
		tried[row.Language] = append(tried[row.Language], fmt.Sprintf("`%s`: %s", row.Format, with))
	}
	slices.Sort(languages)
	var want []string
	for _, l := range languages {
		want = append(want, fmt.Sprintf("| %s | %s |", l, strings.Join(tried[l], "; ")))
	}
	if table != strings.Join(want, "\n") {
		t.Errorf("the README's table must be\n%s%s\n", head, strings.Join(want, "\n"))
	}
}

// The README gives a reason for every module that is required directly.
func TestReadmeListsEveryDependency(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile(top + "/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(readme), "| module | why |")
	mod, err := os.ReadFile(top + "/go.mod")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllStringSubmatch(string(mod), -1) {
		if strings.Contains(string(mod), "replace "+m[1]+" => ./") { // a folder of this repository
			continue
		}
		if n++; !strings.Contains(table, m[1]) {
			t.Errorf("%s is not in the table of dependencies", m[1])
		}
	}
	if n < 10 {
		t.Errorf("%d modules are found in go.mod", n)
	}
}

// The topic on servers names every scheme that --hash takes.
func TestTopicListsEveryScheme(t *testing.T) {
	t.Parallel()
	out, err := newDesk(t).run(t, "sessh help memcached")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range scheme.All() {
		name := s.Name
		if !regexp.MustCompile(`[\s]` + name + `[\s,.]`).MatchString(out) {
			t.Errorf("%s is not in\n%s", name, out)
		}
	}
}

// Commands, topics and flags that documents name in passing are those that there are.
func TestWordsInDocuments(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	flags, err := d.run(t, "sessh --help")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range commandNames(t) {
		out, err := d.run(t, "sessh help "+name)
		if err != nil {
			t.Fatal(err)
		}
		flags += out
	}
	code := regexp.MustCompile("(?s)```.*?```|`([^`]+)`")
	for _, name := range documents(t) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, span := range code.FindAllStringSubmatch(string(text), -1) {
			words := strings.Fields(strings.TrimPrefix(span[1], "sessh "))
			switch {
			case len(words) == 0:
			case words[0] == "help" && len(words) == 2 && words[1] != strings.ToUpper(words[1]):
				if out, err := d.run(t, "sessh "+strings.Join(words, " ")); err != nil {
					t.Errorf("%s: %s: %s", name, span[0], out)
				}
			}
			for _, w := range words {
				if strings.HasPrefix(w, "--") && !regexp.MustCompile(`\s`+w+`\b`).MatchString(flags) {
					t.Errorf("%s: %s: there is no flag %s", name, span[0], w)
				}
			}
		}
	}
}

// The folders that documents name are there.
func TestFoldersInDocuments(t *testing.T) {
	t.Parallel()
	for _, name := range documents(t) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, folder := range regexp.MustCompile("`((?:cmd|repl|session|txn|examples)(?:/[a-z]+)*)`").FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(filepath.Join(top, folder[1])); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}
