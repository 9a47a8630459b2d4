package health

// A Finding is a conclusion with its evidence.
type Finding struct {
	// Cause names the kind, for programs: "evicted".
	Cause string
	// Where is the server, container, or path that it is about; "" for all.
	Where string
	// Says is one sentence with the figures that speak for it.
	Says string
	// Means is one sentence about what follows, and Advice what to change; both may be "".
	Means, Advice string
	// Weight is how likely it is to be the cause, the most likely having the largest. What is
	// certain has [Certain].
	Weight int
	// Since, of a cause that is ruled out, is from when on: "localhost was started 5m ago"; "" is always.
	Since string
	// Figures are what the sentences are made from, by name.
	Figures map[string]any
}

// Certain is the weight of a finding that leaves no doubt.
const Certain = 100
