package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"sessh/repl/report"
)

// A build says which program this is. Commit is "" where that is unknown, as in a
// build without version control.
type build struct {
	Version  string `json:"version"` // of the module, or "devel"
	Commit   string `json:"commit"`
	Modified bool   `json:"modified"` // whether files were changed since the commit
	Go       string `json:"go"`
}

// thisBuild returns the build of this program.
func thisBuild() build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{GoVersion: runtime.Version()}
	}
	return buildOf(info)
}

func buildOf(info *debug.BuildInfo) build {
	b := build{Version: info.Main.Version, Go: info.GoVersion}
	if b.Version == "" || b.Version == "(devel)" {
		b.Version = "devel"
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}

// String returns a line such as "devel, commit 1f0c…, modified, go1.26.0".
func (b build) String() string {
	parts := []string{b.Version, "commit unknown", b.Go}
	if b.Commit != "" {
		parts[1] = "commit " + b.Commit
	}
	if b.Modified {
		parts[1] += ", modified"
	}
	return strings.Join(parts, ", ")
}

// version runs the command version, which needs no server.
func (s *settings) version(words []string) int {
	if len(words) > 0 {
		s.fail(errors.New("version takes no words"), "usage: version")
		return report.Usage
	}
	if err := thisBuild().write(s.stdout, s.output == "json"); err != nil {
		return s.fail(err, "")
	}
	return report.Done
}

// write writes the build, as text or JSON.
func (b build) write(w io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(b)
	}
	_, err := fmt.Fprintln(w, "sessh version", b)
	return err
}
