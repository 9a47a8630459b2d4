package storetest

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"sessh/session/storage"
)

// model is a naive store: a map of items, with the versions of the real one.
type model map[string]modelItem

type modelItem struct {
	value   string
	flags   uint32
	version uint64
}

// outcome returns the state that a write must end in.
func (m model) outcome(w storage.Write) storage.State {
	switch {
	case w.Delete && w.Version == 0:
		return storage.Failed
	case m[w.Key].version != w.Version:
		return storage.Overtaken
	}
	return storage.Applied
}

// checkModel makes random batches of writes on the store and on a map.
func checkModel(t testing.TB, s storage.Store) {
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		m := make(model)
		stale := []uint64{0, 1, 1 << 62}
		keys := make([]string, 5)
		for i := range keys {
			keys[i] = fmt.Sprintf("run%d/%d", run, i)
		}
		for range rapid.IntRange(1, 12).Draw(rt, "batches") {
			batch := drawBatch(rt, m, keys, stale)
			for i, o := range s.Apply(t.Context(), batch) {
				w := batch[i]
				expectOutcome(rt, w, o, m.outcome(w))
				if o.State != storage.Applied {
					continue
				}
				stale = append(stale, w.Version)
				delete(m, w.Key)
				if !w.Delete {
					m[w.Key] = modelItem{string(w.Value), w.Flags, o.Version}
				}
			}
			m.compare(rt, s.Load(t.Context(), keys, storage.NeedValue), keys)
		}
	})
}

// drawBatch draws writes to different keys: there is no order within a batch.
func drawBatch(rt *rapid.T, m model, keys []string, stale []uint64) []storage.Write {
	var batch []storage.Write
	for _, key := range rapid.SliceOfNDistinct(rapid.SampledFrom(keys), 1, len(keys), rapid.ID[string]).Draw(rt, "keys") {
		w := storage.Write{Key: key, Delete: rapid.Bool().Draw(rt, "delete"), Version: m[key].version}
		if rapid.IntRange(0, 3).Draw(rt, "which version") == 0 {
			w.Version = rapid.SampledFrom(stale).Draw(rt, "version")
		}
		if !w.Delete {
			w.Value = []byte(rapid.SampledFrom([]string{"", "\r\n", "END\r\n", "value"}).Draw(rt, "value"))
			w.Flags = rapid.SampledFrom([]uint32{0, 1}).Draw(rt, "flags")
		}
		batch = append(batch, w)
	}
	return batch
}

// compare expects what the model holds, and takes over versions that a write did not return.
func (m model) compare(rt *rapid.T, loaded []storage.Loaded, keys []string) {
	for i, l := range loaded {
		want, there := m[keys[i]]
		if l.Err != nil || (l.Item != nil) != there {
			rt.Fatalf("%s is answered by %+v, want there: %v", keys[i], l, there)
		}
		if !there {
			continue
		}
		if string(l.Item.Value) != want.value || l.Item.Flags != want.flags || want.version != 0 && want.version != l.Item.Version {
			rt.Fatalf("%s is %+v, want %+v", keys[i], l.Item, want)
		}
		want.version = l.Item.Version
		m[keys[i]] = want
	}
}
