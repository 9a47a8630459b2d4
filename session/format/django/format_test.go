package django_test

import (
	"testing"

	"sessh/session/format/django"
	"sessh/session/format/formattest"
)

func TestFormat(t *testing.T) { formattest.Run(t, django.Format{}, true) }

func TestKinds(t *testing.T) { formattest.Kinds(t, django.Format{}, true) }
