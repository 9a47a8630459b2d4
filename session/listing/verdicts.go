package listing

import (
	"cmp"
	"hash/maphash"
	"sync"
)

// verdicts remembers the formats of items whose keys alone do not prove them. It takes 8 bytes for
// an item and holds a bounded number of them; an item that is forgotten is read again. The zero
// value is ready to use. It is safe for concurrent use.
//
// A verdict is about one version of an item.
type verdicts struct {
	most  int // bound, a power of 2; 0 is mostVerdicts
	mu    sync.Mutex
	seed  maphash.Seed
	slots []verdict // their number is a power of 2
	used  int       // of the slots
}

// verdict consists, from the top, of the format's index plus 2, some bits of the item's version,
// and some bits of the key's hash. 0 is a free slot.
type verdict uint64

const (
	noFormat     = -1 // the item is of no format
	maxFormat    = 61
	hashBits     = 48
	versionBits  = 10
	versionMask  = 1<<versionBits - 1
	hashMask     = 1<<hashBits - 1
	fewVerdicts  = 1 << 10
	mostVerdicts = 1 << 22
	probes       = 8 // number of slots that a key can be in
	growth       = 4
)

func (v verdict) hash() uint64    { return uint64(v) & hashMask }
func (v verdict) version() uint64 { return uint64(v) >> hashBits & versionMask }
func (v verdict) format() int     { return int(v>>(hashBits+versionBits)) - 2 }

// get returns the verdict about an item of a version; 0 means that the version is not known.
func (v *verdicts) get(key string, version uint64) (format int, known bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.slots) == 0 {
		return 0, false
	}
	hash := maphash.String(v.seed, key) & hashMask
	s := *v.slot(hash)
	if s.hash() != hash || s == 0 || version != 0 && s.version() != version&versionMask {
		return 0, false
	}
	return s.format(), true
}

// any reports whether there are verdicts.
func (v *verdicts) any() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.used > 0
}

// A ruling is what a verdict is made of.
type ruling struct {
	key     string
	version uint64
	format  int
}

// put adds verdicts. Many at a time cost less than one after the other: the slots are far apart.
func (v *verdicts) put(all ...ruling) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.slots) == 0 {
		v.seed, v.slots = maphash.MakeSeed(), make([]verdict, fewVerdicts)
	}
	for i := range all {
		if r := &all[i]; r.format <= maxFormat {
			hash := maphash.String(v.seed, r.key) & hashMask
			v.set(verdict(uint64(r.format+2)<<(hashBits+versionBits) | (r.version&versionMask)<<hashBits | hash))
		}
	}
}

func (v *verdicts) set(to verdict) {
	s := v.slot(to.hash())
	for *s != 0 && s.hash() != to.hash() && len(v.slots) < cmp.Or(v.most, mostVerdicts) {
		v.grow()
		s = v.slot(to.hash())
	}
	if *s == 0 {
		v.used++
	}
	*s = to
}

// slot returns the slot of the verdict about a key with that hash: its own, or a free one, or
// the one to overwrite.
func (v *verdicts) slot(hash uint64) *verdict {
	mask := uint64(len(v.slots) - 1)
	for i := range uint64(probes) {
		if s := &v.slots[(hash+i)&mask]; *s == 0 || s.hash() == hash {
			return s
		}
	}
	return &v.slots[(hash+hash>>40%probes)&mask]
}

func (v *verdicts) grow() {
	old := v.slots
	v.slots, v.used = make([]verdict, min(growth*len(old), cmp.Or(v.most, mostVerdicts))), 0
	for _, s := range old {
		if s == 0 {
			continue
		}
		to := v.slot(s.hash())
		if *to == 0 {
			v.used++
		}
		*to = s
	}
}

// manyVerdicts is the number of items that are too many to be read again for every listing.
const manyVerdicts = 4096

func (v *verdicts) many() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.used > manyVerdicts
}
