package listing

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"sessh/session/format/framework"
	"sessh/session/memstore"
	"sessh/session/storage"
)

// BenchmarkRecognize recognises the items of each framework, without reading them.
func BenchmarkRecognize(b *testing.B) {
	folders, err := filepath.Glob("../format/framework/testdata/*")
	if err != nil || len(folders) == 0 {
		b.Fatal("there are no sessions of frameworks", err)
	}
	catalog := NewCatalog(memstore.New(memstore.Options{}), framework.All())
	for _, folder := range folders {
		names, _ := filepath.Glob(folder + "/*.json")
		var items []*storage.Item
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				b.Fatal(err)
			}
			var item struct {
				Key   string
				Flags uint32
				Value []byte `json:"value_base64"`
			}
			if err := json.Unmarshal(text, &item); err != nil {
				break // a list of items
			}
			items = append(items, &storage.Item{Key: item.Key, Value: item.Value, Flags: item.Flags})
		}
		if len(items) == 0 {
			continue
		}
		b.Run(filepath.Base(folder), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				item := items[i%len(items)]
				if _, certain, open := catalog.first(item.Key); !certain {
					catalog.recognize(item, open)
				}
			}
		})
	}
}
