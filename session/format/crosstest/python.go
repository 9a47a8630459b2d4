package crosstest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Python returns the path of Python 2.7, by "2", or 3. It skips the test if there is none that
// runs.
func Python(t testing.TB, version string) string {
	t.Helper()
	find := pythons[version]
	if find == nil {
		t.Fatalf("there is no Python %s", version)
	}
	path := find()
	if path == "" {
		t.Skipf("there is no Python %s here that runs", version)
	}
	return path
}

var pythons = map[string]func() string{
	"2": sync.OnceValue(func() string { return findPython("python2.7") }),
	"3": sync.OnceValue(func() string { return findPython("python3") }),
}

// findPython finds an interpreter on the path, or where pyenv keeps those that are not chosen.
// What is on the path may be a script that chooses one, and takes longer for that than Python
// for its work: Python is asked where it is itself.
func findPython(name string) string {
	found, _ := exec.LookPath(name)
	home, _ := os.UserHomeDir()
	others, _ := filepath.Glob(filepath.Join(home, ".pyenv/versions", strings.TrimPrefix(name, "python")+"*", "bin", name))
	for _, path := range append([]string{found}, others...) {
		if path == "" {
			continue
		}
		out, err := exec.Command(path, "-c", "import sys; print(sys.executable)").Output()
		if self := strings.TrimSpace(string(out)); err == nil && self != "" {
			return self
		}
	}
	return ""
}
