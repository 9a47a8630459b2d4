package listing

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sessh/session/format/client"
	"sessh/session/format/formattest"
	"sessh/session/format/framework"
	"sessh/session/memstore"
	"sessh/session/storage"
)

// BenchmarkRecognize recognizes the items of each framework, without reading them.
func BenchmarkRecognize(b *testing.B) {
	folders, err := filepath.Glob("../format/framework/testdata/*")
	if err != nil || len(folders) == 0 {
		b.Fatal("there are no sessions of frameworks", err)
	}
	catalog := NewCatalog(memstore.New(memstore.Options{}), framework.All())
	for _, folder := range folders {
		if framework.Named(filepath.Base(folder)) == nil {
			continue // lists of the same items
		}
		var items []*storage.Item
		for _, item := range formattest.Items(b, folder) {
			items = append(items, &storage.Item{Key: item.Key, Value: item.Value, Flags: item.Flags})
		}
		slices.SortFunc(items, func(a, b *storage.Item) int { return strings.Compare(a.Key, b.Key) })
		b.Run(filepath.Base(folder), func(b *testing.B) {
			b.ReportAllocs()
			var own fit
			for i := 0; b.Loop(); i++ {
				item := items[i%len(items)]
				if by, open := catalog.first(item.Key, catalog.shaped(item.Key), &own); by != byKey {
					catalog.recognize(item, open, &own, new(client.Stored))
				}
			}
		})
	}
}
