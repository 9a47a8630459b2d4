package framework

import (
	"strconv"
	"strings"
	"testing"

	"sessh/session/format/crosstest"
)

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
		peer := crosstest.Start(t, crosstest.Python(t, version), "testdata/peers/peer.py")
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
