package doctor

import (
	"slices"

	"sessh/session/health"
)

// A Report is what the doctor says.
type Report struct {
	// Findings have the most harmful first.
	Findings []health.Finding
	// Unchecked lists what could not be found out, and why.
	Unchecked []string
	// Inconclusive is set if sessions could not be listed on a server that is there, so that the lack
	// of findings means little.
	Inconclusive bool
	// Rates are what happened between the two looks, if there were two.
	Rates []Rate
}

// checks are all checks. What each finds has the same harm, or less.
var checks = []func(*Facts) []health.Finding{
	down,
	refusesConnections,
	evictions,
	evictedNow,
	outOfMemory,
	refusedConnections,
	overAtOnce,
	overNow,
	tooLarge,
	leftLocks,
	astray,
	memory,
	perhapsEvicted,
	evictionsOff,
	severalFormats,
	severalWays,
	flushed,
	restarts,
	neverExpires,
	sharedWithCache,
	fewConnections,
	nearlyTooLarge,
	clocks,
	unequalMemory,
	unequalVersions,
	crawlerOff,
	casOff,
	openToNetwork,
}

// Check returns what the facts show.
func Check(f *Facts) Report {
	r := Report{Rates: rates(f)}
	for i, check := range checks {
		found := check(f)
		for j := range found {
			found[j].Weight = health.Certain - i
		}
		r.Findings = append(r.Findings, found...)
	}
	unlisted := unlisted(f)
	r.Inconclusive = len(unlisted) > 0
	r.Unchecked = slices.Concat(uncounted(f), unlisted, unreported(f))
	return r
}
