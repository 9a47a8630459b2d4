package flask_test

import (
	"testing"

	"sessh/session/format/flask"
	"sessh/session/format/formattest"
)

func TestFormat(t *testing.T) { formattest.Run(t, flask.Format{}, true) }

func TestKinds(t *testing.T) { formattest.Kinds(t, flask.Format{}, true) }

func FuzzClaims(f *testing.F) { formattest.FuzzClaims(f, flask.Format{}) }
