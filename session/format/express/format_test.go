package express_test

import (
	"testing"

	"sessh/session/format/formattest"
	"sessh/session/format/express"
)

func TestFormat(t *testing.T) { formattest.Run(t, express.Format{}, true) }
