//go:build ignore

// Reads {"servers": [...], "keys": [...]} and writes each key with gomemcache.
package main

import (
	"encoding/json"
	"log"
	"os"

	"github.com/bradfitz/gomemcache/memcache"
)

func main() {
	var in struct{ Servers, Keys []string }
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		log.Fatal(err)
	}
	client := memcache.New(in.Servers...)
	for _, key := range in.Keys {
		if err := client.Set(&memcache.Item{Key: key, Value: []byte("1")}); err != nil {
			log.Fatalf("set %s: %v", key, err)
		}
	}
}
