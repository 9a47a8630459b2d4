package framework

import (
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"sessh/session/format/crosstest"
)

// interpreter is the path of Python 2 or 3.
func interpreter(t *testing.T, version string) string {
	t.Helper()
	name := map[string]string{"2": "python2.7", "3": "python3"}[version]
	if path, err := exec.LookPath(name); err == nil && exec.Command(path, "-c", "").Run() == nil {
		return path
	}
	if version == "2" {
		if out, err := exec.Command("pyenv", "prefix", "2.7.18").Output(); err == nil {
			return strings.TrimSpace(string(out)) + "/bin/python2.7"
		}
	}
	t.Skipf("there is no %s here", name)
	return ""
}

// TestPythonReadsRandomEdits edits what Python pickled, and has Python read it.
func TestPythonReadsRandomEdits(t *testing.T) {
	t.Parallel()
	kinds := crosstest.Kinds{
		Scalars:    []string{crosstest.Null, crosstest.Bool, crosstest.Int, crosstest.Float, crosstest.Text, crosstest.Bytes},
		Containers: []string{crosstest.List, crosstest.Tuple, crosstest.Set, crosstest.Frozenset, crosstest.Object},
		Keys:       []string{crosstest.Null, crosstest.Int, crosstest.Float, crosstest.Text, crosstest.Text, crosstest.Text, crosstest.Bytes, crosstest.Tuple},
		Maps:       []string{"OrderedDict", "defaultdict", "Plain"},
		Objects:    []string{"Thing", "Slots", "Box", "Row"},
		Sharing:    true,
	}
	for version, most := range map[string]int{"2": 2, "3": 5} {
		peer := crosstest.Start(t, interpreter(t, version), "testdata/peers/peer.py")
		kinds := kinds
		if version == "2" { // its strings are bytes, and its dicts have no order
			kinds.Loose = true
			kinds.Scalars = kinds.Scalars[:5]
			kinds.Keys = []string{crosstest.Null, crosstest.Int, crosstest.Float, crosstest.Text, crosstest.Tuple}
		}
		for protocol := range most + 1 {
			t.Run("Python"+version+"/"+strconv.Itoa(protocol), func(t *testing.T) {
				crossed(t, "pickle", func(t *testing.T, s crosstest.Setup) {
					s.Peer, s.How, s.Kinds = peer, strconv.Itoa(protocol), kinds
					s.Refused = func(err error) bool {
						// Some things cannot be part of themselves: in old protocols, what is
						// made by a call of what it holds.
						for _, text := range []string{": Python would ", "nested deeper than", "changes later", "made from one another in a ring"} {
							if strings.Contains(err.Error(), text) {
								return true
							}
						}
						return false
					}
					crosstest.Run(t, s)
				})
			})
		}
	}
}
