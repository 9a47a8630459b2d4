package ids

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"sessh/repl/likeness"
)

// A set answers as a sorted list of strings does, whatever is added to it and when.
func TestAsAList(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		id := rapid.StringOfN(rapid.SampledFrom([]rune("abAB0日\x00\x01")), 0, 6, -1)
		var s Set
		var list []string
		for range rapid.IntRange(0, 12).Draw(r, "steps") {
			batch := rapid.SliceOfN(id, 0, 40).Draw(r, "ids")
			if rapid.IntRange(0, 9).Draw(r, "long") == 0 {
				batch = append(batch, strings.Repeat("x", rapid.SampledFrom([]int{127, 128, 1 << 12, maxChunk, maxChunk + 1}).Draw(r, "length")))
			}
			s.Add(batch...)
			list = append(list, batch...)
			switch rapid.IntRange(0, 3).Draw(r, "then") {
			case 0:
				s.Settle()
			case 1:
				s.sorting.Lock()
				s.sort()
				s.sorting.Unlock()
			}
		}
		slices.Sort(list)
		list = slices.Compact(list)
		v := s.View()
		text := id.Draw(r, "typed")
		limit := rapid.SampledFrom([]int{1, 3, 1000}).Draw(r, "limit")
		var begin, contain []string
		for _, x := range list {
			if strings.HasPrefix(x, text) {
				begin = append(begin, x)
			}
			if text != "" && (strings.Contains(x, text) || strings.Contains(x, strings.ToLower(text)) || strings.Contains(x, strings.ToUpper(text))) {
				contain = append(contain, x)
			}
		}
		if got, want := v.Has(text), slices.Contains(list, text); got != want {
			r.Fatalf("%q is there: %v", text, got)
		}
		got, more := v.Prefix(text, limit)
		if want := begin[:min(len(begin), limit)]; !slices.Equal(got, want) {
			r.Fatalf("%q begins %q, want %q", text, got, want)
		}
		if more > 0 != (len(begin) > limit) {
			r.Fatalf("%d more than %d of %d", more, limit, len(begin))
		}
		var fold []string
		for _, x := range list {
			if len(x) >= len(text) && strings.EqualFold(x[:len(text)], text) {
				fold = append(fold, x)
			}
		}
		if got, _ := v.PrefixFold(text, 1000); !slices.Equal(got, fold) {
			r.Fatalf("%q begins %q in any case, want %q", text, got, fold)
		}
		got, all := v.Containing(text, limit)
		if all && !slices.Equal(got, contain) || len(got) > limit {
			r.Fatalf("%q is in %q, want %q", text, got, contain)
		}
		for _, x := range got {
			if !slices.Contains(contain, x) {
				r.Fatalf("%q is not in %q", text, x)
			}
		}
		got, all = v.Like(text, limit)
		for _, x := range got {
			if !slices.Contains(list, x) || !likeness.Holds(x, likeness.Fold(text)) {
				r.Fatalf("%q is like %q", x, text)
			}
		}
		for _, x := range contain {
			if all && len(likeness.Fold(text)) > 0 && !slices.Contains(got, x) {
				r.Fatalf("%q is not like %q", x, text)
			}
		}
	})
}

// Ids that are listed again take no more memory once they are settled.
func TestListedAgain(t *testing.T) {
	t.Parallel()
	var s Set
	for range 5 {
		for i := range 20_000 {
			s.Add(fmt.Sprintf("s%07d", i))
		}
	}
	if n := s.View().size; n < 5*20_000*9 {
		t.Fatalf("the text takes %d bytes before", n)
	}
	s.Settle()
	v := s.View()
	if v.Len() != 20_000 || v.size > 2*20_000*9 {
		t.Errorf("%d ids in %d bytes", v.Len(), v.size)
	}
	if got, more := v.Prefix("s000001", 4); more != 6 || !slices.Equal(got, []string{"s0000010", "s0000011", "s0000012", "s0000013"}) {
		t.Errorf("%q and %d", got, more)
	}
}

// Completion sees all that was added so far, while more is added.
func TestWhileAdding(t *testing.T) {
	t.Parallel()
	const n = 3 * maxRecent
	var s Set
	var adders sync.WaitGroup
	for a := range 2 {
		adders.Go(func() {
			for i := range n {
				s.Add(fmt.Sprintf("%c%06d", 'a'+a, i))
			}
			s.Settle()
		})
	}
	for seen := 0; seen < n; {
		got, more := s.View().Prefix("a", 10)
		if len(got)+more < seen {
			t.Errorf("%d of %d are there", len(got)+more, seen)
			break
		}
		seen = len(got) + more
		if len(got) == 10 && got[9] != "a000009" {
			t.Errorf("got %q", got)
			break
		}
	}
	adders.Wait()
}

// million returns a set of a million ids.
func million(format string) *Set {
	s := &Set{}
	h := uint64(14695981039346656037)
	for i := range 1_000_000 {
		h = (h ^ uint64(i)) * 1099511628211
		if strings.Contains(format, "x") {
			s.Add(fmt.Sprintf(format, h, h*31))
		} else {
			s.Add(fmt.Sprintf(format, i*7919%1_000_000))
		}
	}
	return s
}

var kinds = []struct{ name, format, begin, middle, like string }{
	{"numbered", "s%07d", "s00012", "0123", "s99s"},
	{"random", "%016x%016x", "00ab", "abcde", "f0f0f0f0"},
}

// BenchmarkMemory measures what a million ids take, and how long adding takes.
func BenchmarkMemory(b *testing.B) {
	for _, k := range kinds {
		b.Run(k.name, func(b *testing.B) {
			for range b.N {
				var before, after runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&before)
				s := million(k.format)
				s.Settle()
				runtime.GC()
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "B/id")
				if s.View().Len() != 1_000_000 {
					b.Fatal(s.View().Len())
				}
			}
		})
	}
}

// BenchmarkFind measures how long it takes to find what was typed among a million ids.
func BenchmarkFind(b *testing.B) {
	for _, k := range kinds {
		s := million(k.format)
		v := s.View()
		run := func(name string, f func() int) {
			b.Run(k.name+"/"+name, func(b *testing.B) {
				n := 0
				for range b.N {
					n = f()
				}
				b.ReportMetric(float64(n), "found")
			})
		}
		run("begin", func() int { found, _ := v.Prefix(k.begin, 1000); return len(found) })
		run("begin in any case", func() int { found, _ := v.PrefixFold(strings.ToUpper(k.begin), 1000); return len(found) })
		run("any", func() int { found, _ := v.Prefix("", 1000); return len(found) })
		run("contain", func() int { found, _ := v.Containing(k.middle, 1000); return len(found) })
		run("nowhere", func() int { found, _ := v.Containing("zzz", 1000); return len(found) })
		run("like", func() int { found, _ := v.Like(k.like, 1000); return len(found) })
		run("like nothing", func() int { found, _ := v.Like("zzz", 1000); return len(found) })
	}
}

// A hundred thousand ids of 32 bytes take no more than 60 bytes each, also before they are
// settled.
func TestMemory(t *testing.T) {
	t.Parallel()
	const n = 100_000
	var s Set
	for i := range n {
		s.Add(fmt.Sprintf("%032x", uint64(i)*0x9e3779b97f4a7c15))
	}
	for _, when := range []string{"added", "settled"} {
		v := s.View()
		bytes := 4 * cap(v.recent)
		for _, c := range v.chunks {
			bytes += cap(c)
		}
		for _, run := range v.runs {
			bytes += 4 * cap(run)
		}
		if bytes > 60*n {
			t.Errorf("%s: %d bytes for each", when, bytes/n)
		}
		s.Settle()
	}
}
