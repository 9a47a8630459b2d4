package django_test

import (
	"testing"

	"sessh/session/format/formattest"
	"sessh/session/format/django"
)

func TestFormat(t *testing.T) { formattest.Run(t, django.Format{}, true) }
