package beaker_test

import (
	"testing"

	"sessh/session/format/beaker"
	"sessh/session/format/formattest"
)

func TestFormat(t *testing.T) { formattest.Run(t, beaker.Format{}, true) }

func TestKinds(t *testing.T) { formattest.Kinds(t, beaker.Format{}, true) }

func FuzzClaims(f *testing.F) { formattest.FuzzClaims(f, beaker.Format{}) }
