package scheme_test

import (
	"fmt"
	"log"

	"sessh/session/memcached/scheme"
)

// Clients disagree about where a key is.
func ExampleNew() {
	servers := []string{"10.0.0.1:11211", "10.0.0.2:11211", "10.0.0.3:11211"}
	for _, name := range []string{"crc32", "python-memcached", "libmemcached"} {
		pick, err := scheme.New(name, servers)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %s\n", name, servers[pick("session:2f1c")])
	}
	// Output:
	// crc32: 10.0.0.3:11211
	// python-memcached: 10.0.0.1:11211
	// libmemcached: 10.0.0.1:11211
}
