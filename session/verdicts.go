package session

import (
	"cmp"
	"hash/maphash"
	"sync"
)

// verdicts remembers which format owns the items under contested keys. It takes
// 8 bytes an item, and holds no more than a bounded number of them: an item
// that is forgotten is looked at again. The zero value is ready, and it is safe for
// concurrent use.
//
// A verdict is about one version of an item.
type verdicts struct {
	most  int // how many are held at most, a power of 2; 0 is mostVerdicts
	mu    sync.Mutex
	seed  maphash.Seed
	slots []verdict // their number is a power of 2
	used  int       // of the slots
}

// verdict is, from the top, the format's index plus 2, some bits of the item's
// version, and some bits of the key's hash. 0 is a free slot.
type verdict uint64

const (
	noFormat     = -1 // the verdict that no format owns the item
	maxFormat    = 61
	hashBits     = 48
	versionBits  = 10
	versionMask  = 1<<versionBits - 1
	hashMask     = 1<<hashBits - 1
	fewVerdicts  = 1 << 10
	mostVerdicts = 1 << 22
	probes       = 8 // slots that a key can be in
)

func (v verdict) hash() uint64    { return uint64(v) & hashMask }
func (v verdict) version() uint64 { return uint64(v) >> hashBits & versionMask }
func (v verdict) format() int     { return int(v>>(hashBits+versionBits)) - 2 }

// get returns the verdict about the item of that version; 0 is a version that is
// not known.
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

func (v *verdicts) put(key string, version uint64, format int) {
	if format > maxFormat {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.slots) == 0 {
		v.seed, v.slots = maphash.MakeSeed(), make([]verdict, fewVerdicts)
	}
	hash := maphash.String(v.seed, key) & hashMask
	s := v.slot(hash)
	for *s != 0 && s.hash() != hash && len(v.slots) < cmp.Or(v.most, mostVerdicts) {
		v.grow()
		s = v.slot(hash)
	}
	if *s == 0 {
		v.used++
	}
	*s = verdict(uint64(format+2)<<(hashBits+versionBits) | (version&versionMask)<<hashBits | hash)
}

// slot is where the verdict about a key with that hash is, or is to be put: a free
// slot, or where there is none the one that has to give way.
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
	v.slots, v.used = make([]verdict, 2*len(old)), 0
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

// manyVerdicts is how many items are so many that they are not read again for every
// listing.
const manyVerdicts = 4096

func (v *verdicts) many() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.used > manyVerdicts
}
