package memstore_test

import (
	"testing"

	"sessh/session"
	"sessh/session/memstore"
	"sessh/session/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(testing.TB) session.Store { return memstore.New(memstore.Options{}) })
}
