package control

import (
	"context"
	"runtime"
	"runtime/debug"
	"strings"

	"sessh/repl/command"
	"sessh/repl/output"
	"sessh/repl/screen"
)

// A Build describes a build of sessh. It is the result of the command version.
type Build struct {
	Version  string `json:"version"`  // of the module, or "devel"
	Commit   string `json:"commit"`   // "" if it is not known, as in a build without version control
	Modified bool   `json:"modified"` // whether files were changed since the commit
	Go       string `json:"go"`
}

// ThisBuild returns the build that runs.
func ThisBuild() Build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{GoVersion: runtime.Version()}
	}
	return buildOf(info)
}

func buildOf(info *debug.BuildInfo) Build {
	b := Build{Version: info.Main.Version, Go: info.GoVersion}
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
func (b Build) String() string {
	parts := []string{b.Version, "commit unknown", b.Go}
	if b.Commit != "" {
		parts[1] = "commit " + b.Commit
	}
	if b.Modified {
		parts[1] += ", modified"
	}
	return strings.Join(parts, ", ")
}

func (b Build) JSON() any { return b }

func (b Build) Text(p *output.Printer) { p.Line("sessh version %s", screen.Safe(b.String())) }

func version(context.Context, command.Env, *command.Call) (output.Result, error) {
	return ThisBuild(), nil
}
