package crosstest

import (
	"bytes"
	"cmp"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sessh/session/format"
)

// Setup describes the language whose values are edited.
type Setup struct {
	Peer      *Peer
	How       string // one of the ways in which the peer writes
	Format    format.Format
	Container string
	ID        string
	Flags     uint32 // of the items that the peer writes
	Kinds     Kinds
	// Rewrites is for a language that does not always read what it wrote: then what
	// it reads is edited.
	Rewrites bool
	// Edits is the number of edits, unless the environment says otherwise; 0: a few
	// hundred.
	Edits int
	// Refused reports whether an edit may be refused with the error, for a reason
	// in the framework; nil: none may.
	Refused func(error) bool
}

// EnvEdits names the variable that says how many edits are tried in each
// [Run], and EnvSeed the one for the seed.
const (
	EnvEdits = "SESSH_CROSSTEST_EDITS"
	EnvSeed  = "SESSH_CROSSTEST_SEED"
)

func number(t *testing.T, name string, usual int) int {
	text := os.Getenv(name)
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// Run makes edits, a few hundred (in short tests fewer) or as many as the environment
// says, and reports those after which the language does not read what it should.
func Run(t *testing.T, s Setup) {
	usual := cmp.Or(s.Edits, 400)
	if testing.Short() {
		usual = min(usual, 50)
	}
	edits, seed := number(t, EnvEdits, usual), number(t, EnvSeed, 1)
	r := &run{Setup: s, t: t, refused: make(map[string]int)}
	h := fnv.New64()
	h.Write([]byte(s.How))
	random := rand.New(rand.NewPCG(uint64(seed), h.Sum64())) // #nosec G404 -- a seed has to make the same edits again
	g := &generator{Rand: random, kinds: s.Kinds}
	const batch = 500
	for done := 0; done < edits && r.wrong < 10; done += batch {
		r.batch(g, min(batch, edits-done))
	}
	edits = r.right + r.wrong + r.no
	t.Logf("seed %d: %d edits, %d read back as they should, %d wrong, %d refused", seed, edits, r.right, r.wrong, r.no)
	for _, text := range slices.Sorted(maps.Keys(r.refused)) {
		t.Logf("%6d refused: %s", r.refused[text], text)
	}
	if r.right*3 < edits && r.wrong == 0 {
		t.Errorf("only %d of %d edits were made", r.right, edits)
	}
}

type run struct {
	Setup
	t                *testing.T
	right, wrong, no int
	refused          map[string]int
}

// trial is one session with one edit.
type trial struct {
	model   *Node // as it should be after the edit
	was     []byte
	edit    string
	before  string
	err     error // of the edit or the commit
	written []byte
}

func (r *run) batch(g *generator, count int) {
	r.t.Helper()
	models := make([]*Node, count)
	for i := range models {
		models[i] = g.value()
	}
	var trials []*trial
	var written [][]byte
	values := r.Peer.write(r.How, models)
	if r.Rewrites {
		for i, w := range r.Peer.read(slices.Clone(values)) {
			n, err := w.node()
			if err != nil { // it cannot read what it wrote
				values[i] = nil
				continue
			}
			r.Kinds.canon(n)
			models[i] = n
		}
	}
	for i, value := range values {
		if value == nil {
			continue
		}
		x := &trial{model: models[i], was: value, before: r.text(models[i])}
		r.try(g, x)
		trials, written = append(trials, x), append(written, x.written)
	}
	for i, w := range r.Peer.read(written) {
		r.judge(trials[i], w)
	}
}

func (r *run) text(n *Node) string { return n.text(0, r.Kinds.Loose) }

// judge compares what the language reads with what it should.
func (r *run) judge(x *trial, w wire) {
	r.t.Helper()
	if x.err != nil && r.Refused != nil && r.Refused(x.err) && bytes.Equal(x.was, x.written) {
		r.no++
		r.refused[reason(x.err)]++
		return
	}
	got := ""
	n, err := w.node()
	if err == nil {
		r.Kinds.canon(n)
		got = r.text(n)
	}
	r.Kinds.canon(x.model)
	if want := r.text(x.model); x.err != nil || err != nil || got != want {
		r.wrong++
		r.t.Errorf("%s\nof   %s\ngave %s\nwant %s\n(%v, %v)\n%q\n%q", x.edit, x.before, got, want, x.err, err, x.was, x.written)
		return
	}
	r.right++
}

// reason returns an error without its places, for counting.
func reason(err error) string {
	parts := strings.Split(err.Error(), ": ")
	return parts[len(parts)-1]
}
