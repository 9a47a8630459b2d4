package doctor

// A Rate is how often something happened on a server between the two looks.
type Rate struct {
	Server string
	// Counts are how often it did, and PerSecond the same by the second, by the server's counters.
	Counts    map[string]int64
	PerSecond map[string]float64
}

// Rated are the counters that a [Rate] has, as far as the server has them.
var Rated = []string{"cmd_get", "cmd_set", "evictions", "expired_unfetched", "total_connections"}

// rates returns what happened on each server between the two looks.
func rates(f *Facts) (all []Rate) {
	for _, s := range f.up() {
		r := Rate{s.Name, make(map[string]int64), make(map[string]float64)}
		for _, name := range Rated {
			if n, ok := f.counter(s, name); ok && n.watched > 0 {
				r.Counts[name], r.PerSecond[name] = n.grown, float64(n.grown)/n.watched.Seconds()
			}
		}
		if len(r.Counts) > 0 {
			all = append(all, r)
		}
	}
	return all
}
