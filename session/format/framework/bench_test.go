package framework

import (
	"strings"
	"testing"

	"sessh/session/format/client"
	"sessh/session/format/keys"
)

// BenchmarkParse looks for the formats that keys fit, as a listing does: of sessions whose
// keys prove what they are, and of items of no format.
func BenchmarkParse(b *testing.B) {
	shapes := make([][]keys.Shape, len(formats()))
	for i, f := range formats() {
		shapes[i] = f.Traits().Shapes
	}
	index := keys.NewIndex(shapes)
	for name, key := range map[string]string{
		"django":  ":1:django.contrib.sessions.cachev9l2v9l2v9l2v9l2v9l2v9l2v9l2",
		"php":     "memc.sess.key.0123456789abcdef0123456789",
		"express": "sess:0123456789abcdef0123456789abcdef",
		"unknown": "views:products:list:page=17:sorted",
		"bare":    "0123456789abcdef0123456789abcdef",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for i := range index.MayFit(key, 0).In(len(formats())) {
					f := formats()[i]
					if _, _, _, ok := f.Parse(key); ok && f.Traits().Claims == nil {
						break
					}
				}
			}
		})
	}
}

// BenchmarkClaims asks the formats that a key fits for whose the item is, which is nobody's.
func BenchmarkClaims(b *testing.B) {
	const key = "shop:views/products:0123456789abcdef0123456789abcdef"
	value := []byte(`a:3:{s:2:"id";i:7;s:4:"name";s:3:"tea";s:4:"text";s:200:"` + strings.Repeat("x", 200) + `";}`)
	b.ReportAllocs()
	for b.Loop() {
		for _, f := range formats() {
			if _, _, _, ok := f.Parse(key); ok && f.Traits().Claims != nil && f.Traits().Claims(key, &client.Stored{Value: value}) {
				b.Fatal(f.Name())
			}
		}
	}
}
