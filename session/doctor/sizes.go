package doctor

import (
	"fmt"

	"sessh/session/figure"
	"sessh/session/health"
	"sessh/session/tree"
)

// tooLarge finds servers that refused items because of their size.
func tooLarge(f *Facts) (found []health.Finding) {
	for _, s := range f.up() {
		n, ok := f.counter(s, "store_too_large")
		if !ok || n.total == 0 {
			continue
		}
		x := health.Finding{
			Cause: "too-large", Where: s.Name,
			Says:    fmt.Sprintf("%s refused for their size%s%s", figure.Count(int(n.total), "item"), since(s), n.rate()),
			Means:   "A session that is too large is not stored, and the one that was there before is gone.",
			Advice:  "Keep less in the session, or raise the limit (memcached -I).",
			Figures: map[string]any{},
		}
		n.figures(x.Figures, "tooLarge")
		if most, ok := s.Setting("item_size_max"); ok {
			x.Says += "; the limit is " + figure.Bytes(most)
			x.Figures["limit"] = most
		}
		found = append(found, x)
	}
	return found
}

// nearlyTooLarge finds containers with a session of four fifths of the limit or more.
func nearlyTooLarge(f *Facts) (found []health.Finding) {
	for _, s := range f.up() {
		most, ok := s.Setting("item_size_max")
		if !ok {
			continue
		}
		for _, name := range f.containers() {
			p := f.Census.Sessions[name]
			if p.LargestOn != s.Name || int64(p.Largest) < most/5*4 {
				continue
			}
			found = append(found, health.Finding{
				Cause: "nearly-too-large", Where: tree.SessionPath(name, p.LargestID).String(),
				Says:    fmt.Sprintf("the largest session takes %s, and an item on %s can take %s at most", figure.Bytes(int64(p.Largest)), s.Name, figure.Bytes(most)),
				Means:   "When it grows beyond that, it is not stored, and what was there before is gone.",
				Advice:  "Keep less in the session, or raise the limit (memcached -I).",
				Figures: map[string]any{"largest": p.Largest, "limit": most},
			})
		}
	}
	return found
}
