package control

import (
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"sessh/repl/output"
)

func TestVersion(t *testing.T) {
	t.Parallel()
	setting := func(key, value string) debug.BuildSetting { return debug.BuildSetting{Key: key, Value: value} }
	for _, tt := range []struct {
		name, version string
		settings      []debug.BuildSetting
		text, json    string
	}{
		{"nothing is known", "", nil,
			"sessh version devel, commit unknown, go1.26.0\n", `{"version":"devel","commit":"","modified":false,"go":"go1.26.0"}` + "\n"},
		{"in a clone", "(devel)", []debug.BuildSetting{setting("vcs", "git"), setting("vcs.revision", "1f0c"), setting("vcs.modified", "false")},
			"sessh version devel, commit 1f0c, go1.26.0\n", `{"version":"devel","commit":"1f0c","modified":false,"go":"go1.26.0"}` + "\n"},
		{"changed since", "v1.2.0+dirty", []debug.BuildSetting{setting("vcs.revision", "1f0c"), setting("vcs.modified", "true")},
			"sessh version v1.2.0+dirty, commit 1f0c, modified, go1.26.0\n", `{"version":"v1.2.0+dirty","commit":"1f0c","modified":true,"go":"go1.26.0"}` + "\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := buildOf(&debug.BuildInfo{GoVersion: "go1.26.0", Main: debug.Module{Version: tt.version}, Settings: tt.settings})
			for format, want := range map[output.Format]string{output.AsText: tt.text, output.AsJSON: tt.json} {
				var got strings.Builder
				if err := output.New(output.Options{Out: &got, Format: format}).Emit(b); err != nil || got.String() != want {
					t.Errorf("it is %q, want %q: %v", got.String(), want, err)
				}
			}
		})
	}
	if b := ThisBuild(); b.Go != runtime.Version() || b.Version == "" {
		t.Errorf("this build is %v", b)
	}
}
