package lovely

import (
	"testing"

	"sessh/session/format/formattest"
)

func TestKinds(t *testing.T) { formattest.Kinds(t, Format{}, "testdata", true) }

func FuzzClaims(f *testing.F) { formattest.FuzzClaims(f, []string{"testdata"}, Format{}) }
