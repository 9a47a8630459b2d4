package doctor

import (
	"fmt"
	"math"

	"sessh/session/figure"
	"sessh/session/health"
)

// defaultMemory is memcached's limit if it is started without -m.
const defaultMemory = 64 << 20

// mostNeeded is how many times its memory a class is taken to need at most: what it keeps for a second only
// does not tell.
const mostNeeded = 100

// memory finds servers whose memory does not suffice for the sessions to live as long as they are meant
// to, or hardly does.
func memory(f *Facts) (found []health.Finding) {
	for _, s := range f.up() {
		limit, ok := limit(s)
		used, ok2 := taken(s)
		sessions := f.sessionsOn(s)
		if !ok || !ok2 || sessions == 0 || limit <= 0 {
			continue
		}
		x := health.Finding{
			Cause: "memory", Where: s.Name,
			Figures: map[string]any{"limit": limit, "used": used, "sessions": sessions, "meanSize": f.meanSize(s)},
		}
		need, bounded := f.need(s)
		switch meant, _ := f.lifetime(s); {
		case need > limit:
			x.Says = fmt.Sprintf("sessions need %s %s to live %s at today's rate, and the limit is %s", qualified(bounded), figure.Bytes(need), figure.Duration(meant), amount(limit))
			x.Means = "The server makes room by evicting sessions that have time left."
			x.Figures["need"], x.Figures["lifetimeSeconds"] = need, meant.Seconds()
		case used >= limit/10*9:
			need = limit * 2
			x.Says = fmt.Sprintf("items take %s, with %s of %s on average, and the limit is %s", figure.Bytes(used), figure.Count(sessions, "session"), figure.Bytes(f.meanSize(s)), amount(limit))
			x.Means = "When the limit is reached, the server evicts what was not used for the longest time, expired or not."
			if s.Settings["evictions"] == "off" {
				x.Means = "When the limit is reached, the server refuses new items (memcached -M)."
			}
		default:
			continue
		}
		x.Advice = fmt.Sprintf("Start memcached with -m %d, or more.", enough(need))
		found = append(found, x)
	}
	return found
}

// need estimates how much memory a server needs so that sessions live as long as they are meant to: what a
// class has, times the lifetime, by the time for which it keeps items. bounded reports that it may be
// more. It is 0 if nothing is evicted, or the lifetime is not known.
func (f *Facts) need(s *health.Server) (bytes int64, bounded bool) {
	meant, ok := f.lifetime(s)
	squeezed, _ := f.squeezed(s)
	if !ok || len(squeezed) == 0 {
		return 0, false
	}
	var sum float64
	for i := range s.Classes {
		sum += classMemory(&s.Classes[i])
	}
	for _, q := range squeezed {
		if q.keeps == 0 || q.keeps >= meant {
			continue
		}
		times := meant.Seconds() / q.keeps.Seconds()
		if times > mostNeeded {
			times, bounded = mostNeeded, true
		}
		sum += classMemory(q.class) * (times - 1)
	}
	return int64(math.Round(sum)), bounded
}

func qualified(bounded bool) string {
	if bounded {
		return "more than"
	}
	return "about"
}

// classMemory returns how much memory a class has, in bytes.
func classMemory(c *health.Class) float64 {
	pages, _ := c.Counter("total_pages")
	chunks, _ := c.Counter("chunks_per_page")
	size, _ := c.Counter("chunk_size")
	return float64(pages) * float64(chunks) * float64(size)
}

// taken returns how much memory items take: all of the chunk that each of them has, if the server reports
// that.
func taken(s *health.Server) (bytes int64, ok bool) {
	for i := range s.Classes {
		c := &s.Classes[i]
		if chunks, known := c.Counter("used_chunks"); known {
			size, _ := c.Counter("chunk_size")
			bytes, ok = bytes+chunks*size, true
		}
	}
	if ok {
		return bytes, true
	}
	return s.Counter("bytes")
}

// meanSize returns the mean size of the sessions in the containers that are on a server.
func (f *Facts) meanSize(s *health.Server) int64 {
	count, bytes := 0, 0
	for _, name := range f.containers() {
		if p := f.Census.Sessions[name]; p.Servers[s.Name] > 0 {
			count, bytes = count+p.Count, bytes+p.Bytes
		}
	}
	return int64(bytes / max(count, 1))
}

// amount returns a memory limit in words.
func amount(limit int64) string {
	if limit == defaultMemory {
		return figure.Bytes(limit) + ", memcached's default"
	}
	return figure.Bytes(limit)
}

// enough returns a value for -m, in megabytes: a quarter more than is needed, rounded up to a power of two.
func enough(need int64) int {
	m := 64
	for int64(m)<<20 < need/4*5 {
		m *= 2
	}
	return m
}

// unequalMemory finds servers with different limits.
func unequalMemory(f *Facts) []health.Finding {
	return unequal(f, "different-memory", func(s *health.Server) (string, bool) {
		n, ok := limit(s)
		return figure.Bytes(n), ok
	}, "Keys are spread evenly, so that the smallest server evicts sessions first.", "Start all of them with the same memcached -m.")
}

// evictionsOff finds servers that refuse items instead of evicting others.
func evictionsOff(f *Facts) []health.Finding {
	return where(f, "evictions", "off", health.Finding{
		Cause:  "evictions-off",
		Says:   "the server evicts nothing when its memory is full, and refuses new items (memcached -M)",
		Means:  "When the memory is full, sessions cannot be created or changed.",
		Advice: "Leave out memcached -M, or have so much memory (-m) that it never is full.",
	})
}

// outOfMemory finds classes that had no memory for items.
func outOfMemory(f *Facts) (found []health.Finding) {
	for _, s := range f.up() {
		var classes []any
		var sum counted
		var worst *health.Class
		most := int64(0)
		for i := range s.Classes {
			c := &s.Classes[i]
			n, ok := f.ofClass(s, c, "outofmemory")
			if !ok || n.total == 0 {
				continue
			}
			sum = counted{sum.total + n.total, sum.grown + n.grown, n.watched}
			if n.total > most {
				worst, most = c, n.total
			}
			pages, _ := c.Counter("total_pages")
			figures := map[string]any{"class": c.ID, "pages": pages}
			n.figures(figures, "outOfMemory")
			classes = append(classes, figures)
		}
		if worst == nil {
			continue
		}
		pages, _ := worst.Counter("total_pages")
		size := ""
		if n, ok := worst.Counter("chunk_size"); ok {
			size = " (items of up to " + figure.Bytes(n) + ")"
		}
		x := health.Finding{
			Cause: "out-of-memory", Where: s.Name,
			Says: fmt.Sprintf("%s refused for want of memory%s%s, most in class %d%s, which has %s",
				figure.Count(int(sum.total), "item"), since(s), sum.rate(), worst.ID, size, figure.Count(int(pages), "page")),
			Means:   "A session that is refused is lost, or stays as it was before.",
			Advice:  "Give the server more memory (memcached -m); -o slab_reassign,slab_automove moves memory to the sizes that need it.",
			Figures: map[string]any{"classes": classes},
		}
		if s.Settings["evictions"] == "off" {
			x.Advice = "Leave out memcached -M, which forbids evictions, or give the server more memory (-m)."
		}
		sum.figures(x.Figures, "outOfMemory")
		found = append(found, x)
	}
	return found
}
