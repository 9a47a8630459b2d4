//go:build unix

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
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
	for what, before := range map[string]int{"```console": 15, "## Install": 40} {
		if at := slices.Index(lines, what) + 1; at == 0 || at > before {
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

// The README's table of formats has a row for each that the program knows, in its order.
func TestReadmeListsEveryFormat(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(top + "/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "| format | container |")
	table, _, _ = strings.Cut(table, "\n\n")
	var listed, known []string
	for _, row := range strings.Split(table, "\n")[2:] {
		listed = append(listed, strings.Fields(row)[1])
	}
	out, err := newDesk(t).run(t, "sessh --output json formats")
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for l := range strings.Lines(out) {
		var row struct{ Format string }
		if err := json.Unmarshal([]byte(l), &row); err != nil || row.Format == "" {
			t.Fatalf("formats prints %s: %v", l, err)
		}
		known = append(known, row.Format)
	}
	if !slices.Equal(listed, known) {
		t.Errorf("the README lists %v, and the program knows %v", listed, known)
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
	for _, name := range strings.Split(schemeNames(), ", ") {
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
