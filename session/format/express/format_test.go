package express_test

import (
	"testing"

	"sessh/session/format/express"
	"sessh/session/format/formattest"
)

func TestFormat(t *testing.T) { formattest.Run(t, express.Format{}, true) }

func TestKinds(t *testing.T) { formattest.Kinds(t, express.Format{}, true) }

func FuzzClaims(f *testing.F) { formattest.FuzzClaims(f, express.Format{}) }
