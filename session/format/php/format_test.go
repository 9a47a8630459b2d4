package php_test

import (
	"testing"

	"sessh/session/format/formattest"
	"sessh/session/format/php"
)

func TestFormat(t *testing.T) { formattest.Run(t, php.Format{}, true) }

func TestKinds(t *testing.T) { formattest.Kinds(t, php.Format{}, true) }
