package memstore_test

import (
	"testing"

	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(testing.TB) storage.Store { return memstore.New(memstore.Options{}) })
}
