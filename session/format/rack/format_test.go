package rack_test

import (
	"testing"

	"sessh/session/format/formattest"
	"sessh/session/format/rack"
)

func TestFormat(t *testing.T) { formattest.Run(t, rack.Format{}, true) }

func TestKinds(t *testing.T) { formattest.Kinds(t, rack.Format{}, true) }

func FuzzClaims(f *testing.F) { formattest.FuzzClaims(f, rack.Format{}) }
