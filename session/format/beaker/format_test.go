package beaker_test

import (
	"testing"

	"sessh/session/format/formattest"
	"sessh/session/format/beaker"
)

func TestFormat(t *testing.T) { formattest.Run(t, beaker.Format{}, true) }
