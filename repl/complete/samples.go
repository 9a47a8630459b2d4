package complete

import (
	"sessh/repl/line"
	"sessh/repl/place"
)

const (
	maxSamples = 20 // sessions whose keys are offered
	fewSamples = 4  // fewer are no sample; others are read
)

// samples returns the data of sessions at the place: of the one that the place is in, or of
// those that are open or were read. If those are few, some that were listed are read.
func (c *completer) samples() (all []any) {
	here := c.Place.Here
	if len(here) >= place.Session {
		if v, ok := c.valueAt(here[:place.Session]); ok {
			all = append(all, v)
		}
		return all
	}
	if c.known(here) < fewSamples {
		c.readSome(here)
	}
	for _, s := range c.pendingSessions() {
		if len(here) == place.Root || s.Container().Name() == here[0] {
			if data, err := s.Data(); err == nil && len(all) < maxSamples {
				all = append(all, data)
			}
		}
	}
	for _, data := range c.Names.readBelow(here) {
		if len(all) < maxSamples {
			all = append(all, data)
		}
	}
	return all
}

// known returns how many sessions below a place are open or were read.
func (c *completer) known(here place.Path) int {
	n := len(c.Names.readBelow(here))
	for _, s := range c.pendingSessions() {
		if len(here) == place.Root || s.Container().Name() == here[0] {
			n++
		}
	}
	return n
}

// readSome reads, in the background, some of the sessions below a place that were listed, of each
// container the first ones.
func (c *completer) readSome(here place.Path) {
	c.listed()
	containers := here
	if len(here) == place.Root {
		containers = c.Names.containers()
	}
	var reading []<-chan struct{}
	for _, container := range containers[:min(maxSamples/fewSamples, len(containers))] {
		ids := c.Names.cachedSessions(container, "")
		for _, id := range ids[:min(fewSamples, len(ids))] {
			_, done := c.Names.lookInto(c.Work.Root(), container, id, c.Now())
			reading = append(reading, done)
		}
	}
	for _, done := range reading {
		if c.wait(done); c.result.Busy {
			return
		}
	}
}

// sampled returns the places of sessions whose keys stand for those of the others below the present
// place: of each container one.
func (c *completer) sampled() (all []place.Path) {
	here := c.Place.Here
	if len(here) >= place.Session {
		return []place.Path{here[:place.Session]}
	}
	if c.known(here) < fewSamples {
		c.readSome(here)
	}
	met := make(map[string]bool)
	add := func(container, id string) {
		if (len(here) == place.Root || container == here[0]) && !met[container] && len(all) < fewSamples {
			met[container] = true
			all = append(all, place.Path{container, id})
		}
	}
	for _, s := range c.pendingSessions() {
		add(s.Container().Name(), s.ID())
	}
	for _, p := range c.Names.placesRead() {
		add(p[0], p[1])
	}
	return all
}

// lineInSessions offers what can stand at the end of an argument that is a line to be run in
// sessions below the place.
func (c *completer) lineInSessions() {
	met := make(map[string]bool)
	in := c.sampled()
	if len(in) == 0 {
		in = []place.Path{nil} // commands and flags are the same everywhere
	}
	for _, at := range in {
		k := *c.Completer
		k.Place, k.Script = place.New(c.Work, nil), nil
		k.Place.Here = at
		sub := &completer{Completer: &k, line: c.word.Text}
		sub.run()
		head := c.word.Text[:sub.result.From]
		for _, x := range sub.result.Candidates {
			if text := c.requote(head + x.Text); !met[text] {
				met[text] = true
				c.result.Candidates = append(c.result.Candidates, line.Candidate{Text: text, Display: x.Display, About: x.About, Partial: true})
			}
		}
		c.result.Loose = c.result.Loose || sub.result.Loose
		c.result.More, c.result.Age, c.result.Busy = max(c.result.More, sub.result.More), sub.result.Age, c.result.Busy || sub.result.Busy
	}
}
