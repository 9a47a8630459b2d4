//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// released is what the tests look at in .goreleaser.yaml.
type released struct {
	Before struct{ Hooks []string }
	Builds []struct {
		Main         string
		Goos, Goarch []string
		Flags        []string
	}
	Archives []struct{ Files []any }
	NFPMs    []struct {
		Formats  []string
		Contents []struct{ Src, Dst, Packager string }
	} `yaml:"nfpms"`
}

func readReleased(t *testing.T) (r released) {
	t.Helper()
	text, err := os.ReadFile(top + "/.goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestReleaseIsComplete: a release has the program for each system and processor, and packages
// with the manual page and completion for each shell.
func TestReleaseIsComplete(t *testing.T) {
	t.Parallel()
	r := readReleased(t)
	if len(r.Builds) != 1 || len(r.Archives) != 1 || len(r.NFPMs) != 1 || len(r.Before.Hooks) != 1 {
		t.Fatalf("%+v", r)
	}
	b, p := r.Builds[0], r.NFPMs[0]
	for _, lacks := range []struct {
		of   []string
		want string
	}{
		{b.Goos, "linux darwin windows"}, {b.Goarch, "amd64 arm64"}, {p.Formats, "deb rpm"},
		{b.Flags, "-trimpath -buildvcs=true"}, // the latter stamps what version prints
	} {
		if got := strings.Join(lacks.of, " "); got != lacks.want {
			t.Errorf("it has %s, want %s", got, lacks.want)
		}
	}
	if _, err := os.Stat(filepath.Join(top, b.Main)); err != nil {
		t.Error(err)
	}
	for _, packager := range p.Formats {
		var to []string
		for _, c := range p.Contents {
			if c.Packager == "" || c.Packager == packager {
				to = append(to, c.Dst)
			}
		}
		for _, part := range []string{"/man/man1/", "/bash-completion/", "/zsh/", "/fish/", "/copyright"} {
			if !slices.ContainsFunc(to, func(dst string) bool { return strings.Contains(dst, part) }) {
				t.Errorf("the %s has nothing in %s: %s", packager, part, to)
			}
		}
	}
}

// TestReleaseFiles: each file of a release is in the repository, or made by the script that runs
// first; and the script makes none in vain.
func TestReleaseFiles(t *testing.T) {
	t.Parallel()
	r := readReleased(t)
	script, err := os.ReadFile(filepath.Join(top, r.Before.Hooks[0]))
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, f := range r.Archives[0].Files {
		switch f := f.(type) {
		case string:
			files = append(files, f)
		case map[string]any:
			files = append(files, f["src"].(string))
		}
	}
	for _, c := range r.NFPMs[0].Contents {
		files = append(files, c.Src)
	}
	made := regexp.MustCompile(`>(\.release/\S+)`).FindAllStringSubmatch(string(script), -1)
	if len(made) != 5 {
		t.Errorf("the script makes %s", made)
	}
	for _, m := range made {
		in := func(f string) bool { ok, _ := filepath.Match(f, m[1]); return ok }
		if !slices.ContainsFunc(files, in) {
			t.Errorf("no release has %s", m[1])
		}
	}
	for _, f := range files {
		if strings.HasPrefix(f, ".release/") {
			if !slices.ContainsFunc(made, func(m []string) bool { ok, _ := filepath.Match(f, m[1]); return ok }) {
				t.Errorf("nothing makes %s", f)
			}
			continue
		}
		if found, err := filepath.Glob(filepath.Join(top, f)); err != nil || len(found) == 0 {
			t.Errorf("there is no %s: %v", f, err)
		}
	}
}

// TestReleaseNotes: the notes of a release are its section, and one without a section has none.
func TestReleaseNotes(t *testing.T) {
	t.Parallel()
	notes := func(version string) (string, error) {
		out, err := exec.CommandContext(t.Context(), top+"/.ci/release-notes", version).CombinedOutput()
		return string(out), err
	}
	text, err := os.ReadFile(top + "/.github/CHANGES.md")
	if err != nil {
		t.Fatal(err)
	}
	sections := regexp.MustCompile(`(?m)^## (.*)$`).FindAllStringSubmatch(string(text), -1)
	number := regexp.MustCompile(`^\d+\.\d+\.\d+$`)
	for i, s := range sections {
		if !number.MatchString(s[1]) && (i > 0 || s[1] != "Unreleased") {
			t.Errorf("section %s is no version", s[1])
		}
		out, err := notes("v" + s[1])
		if err != nil || strings.TrimSpace(out) == "" || strings.Contains(out, "## ") || !strings.Contains(string(text), out) {
			t.Errorf("%s: %v\n%s", s[1], err, out)
		}
	}
	if out, err := notes("v0.0.0"); err == nil || !strings.Contains(out, `has no section "## 0.0.0"`) {
		t.Errorf("%v: %s", err, out)
	}
}

// TestReleaseIsValid: goreleaser accepts its file, if it is installed.
func TestReleaseIsValid(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("goreleaser")
	if err != nil {
		t.Skip("goreleaser is not installed")
	}
	text, err := os.ReadFile(top + "/.goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir() // it wants a repository with a remote
	write(t, filepath.Join(dir, ".goreleaser.yaml"), string(text))
	for _, args := range [][]string{{"git", "init", "-q"}, {"git", "remote", "add", "origin", "https://github.com/example/sessh.git"}, {program, "check"}} {
		cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", args, err, out)
		}
	}
}
