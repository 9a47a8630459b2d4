package doctor

import (
	"slices"

	"sessh/session/health"
)

// A Report is what the doctor says.
type Report struct {
	// Findings have the most harmful first.
	Findings []health.Finding
	// Unchecked says what could not be found out, and why.
	Unchecked []string
	// Rates are what happened between the two looks, if there were two.
	Rates []Rate
}

// checks are all checks. What each finds has the same harm, or less.
var checks = []func(*Facts) []health.Finding{
	down,
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
	evictionsOff,
	severalFormats,
	severalWays,
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
	r.Unchecked = slices.Concat(uncounted(f), unlisted(f), unreported(f))
	return r
}
