package framework

import "testing"

// BenchmarkParse looks for the formats that keys fit, as a listing does: of sessions whose
// keys prove what they are, and of items that nobody has.
func BenchmarkParse(b *testing.B) {
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
				for _, f := range formats {
					if _, _, _, ok := f.Parse(key); ok && f.Traits().Claims == nil {
						break
					}
				}
			}
		})
	}
}
