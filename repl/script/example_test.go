package script_test

import (
	"context"
	"fmt"

	"sessh/repl/script"
	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/lovely"
	"sessh/session/memstore"
	"sessh/txn"
)

// Statements change the data of a session and commit it.
func Example() {
	store := memstore.New(memstore.Options{})
	defer store.Close()
	in := script.New(script.Options{
		Root:    session.NewRoot(store, session.Options{Formats: []format.Format{lovely.Format{}}}),
		Manager: txn.NewManager(),
	})
	for _, source := range []string{
		"from lovely.session.memcached import MemCachedSessionDataContainer\n" +
			"container = MemCachedSessionDataContainer()\n" +
			"container.__name__ = 'MemCacheSession'\n" +
			"data = container['mySessionId']['myData']\n",
		"data['info'] = 'stored in memcache'\n",
		"import transaction\ntransaction.commit()\n",
		"data['info']\n",
		"data['missing']\n",
	} {
		r := in.Run(context.Background(), source)
		fmt.Print(r.Output)
		if r.Exception != nil {
			fmt.Println(r.Exception)
		}
	}
	// Output:
	// 'stored in memcache'
	// KeyError: 'missing'
}
