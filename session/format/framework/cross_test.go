package framework

import (
	"slices"
	"testing"

	"sessh/session/format/codec"
	"sessh/session/format/crosstest"
	"sessh/session/format/formattest"
)

// crossed runs a test for each row that uses a codec, with random edits of sessions like
// the one that it has in testdata. Rows after the first one differ from it in little but
// their keys: they have fewer edits. What is in an envelope is not written by the peers.
func crossed(t *testing.T, codecName string, test func(t *testing.T, s crosstest.Setup)) {
	if testing.Short() {
		t.Skip("random edits that the language reads back take as long as all else here")
	}
	edits := 0
	for _, f := range rows() {
		if !slices.ContainsFunc(f.its().codecs.Codecs, func(c *codec.Codec) bool { return c.Name == codecName && !c.Enveloped() }) {
			continue
		}
		if _, envelopes := f.its().codecs.Names(); len(envelopes) > 0 {
			continue // the test writes sessions by the codec alone
		}
		for _, item := range formattest.Items(t, "testdata/"+f.Name()) {
			t.Run(f.Name(), func(t *testing.T) {
				test(t, crosstest.Setup{Format: f, Container: item.Container, ID: item.ID, Flags: f.row.Client.FlagsOf(codecName), Edits: edits})
			})
			break
		}
		edits = 40
	}
}

// has reports whether the format writes sessions in the way.
func has(s crosstest.Setup, way string) bool { return slices.Contains(s.Format.Traits().Ways, way) }
