package health

import "strconv"

// ClassOf returns the class of items of a size, in bytes with key and header. Servers count only
// classes that have memory: one without has no counters but chunk_size.
func (s *Server) ClassOf(size int) (c *Class, ok bool) {
	chunks, ok := s.chunks()
	if !ok {
		return s.listedClassOf(size)
	}
	id := len(chunks)
	for i, chunk := range chunks {
		if size <= chunk {
			id = i + 1
			break
		}
	}
	for i := range s.Classes {
		if s.Classes[i].ID == id {
			return &s.Classes[i], true
		}
	}
	return &Class{ID: id, Counters: map[string]string{"chunk_size": strconv.Itoa(chunks[id-1])}}, true
}

// listedClassOf is ClassOf for a server whose classes cannot be computed. An item is only known to be in
// a class if there is none between it and the next smaller one.
func (s *Server) listedClassOf(size int) (c *Class, ok bool) {
	for i := range s.Classes {
		if chunk, known := s.Classes[i].Counter("chunk_size"); known && int64(size) <= chunk {
			adjoins := s.Classes[i].ID == 1 || i > 0 && s.Classes[i-1].ID == s.Classes[i].ID-1
			return &s.Classes[i], adjoins
		}
	}
	return nil, false
}

// itemHeader is the size that memcached adds to its setting chunk_size, and chunkAlign what the sizes of
// chunks are multiples of.
const (
	itemHeader = 48
	chunkAlign = 8
	mostChunks = 63
)

// chunks returns the size of the items in each class, that of class 1 first, as memcached computes it. It
// fails if the server does not report the settings that it depends on, or has sizes of its own
// (-o slab_sizes).
func (s *Server) chunks() (sizes []int, ok bool) {
	smallest, ok1 := s.Setting("chunk_size")
	largest, ok2 := s.Setting("slab_chunk_max")
	factor, err := strconv.ParseFloat(s.Settings["growth_factor"], 64)
	if !ok1 || !ok2 || err != nil || factor <= 1 || smallest <= 0 || largest <= 0 {
		return nil, false
	}
	for size := smallest + itemHeader; len(sizes) < mostChunks-1 && float64(size) < float64(largest)/factor; {
		size = (size + chunkAlign - 1) / chunkAlign * chunkAlign
		sizes = append(sizes, int(size))
		size = int64(float64(size) * factor)
	}
	sizes = append(sizes, int(largest))
	for i := range s.Classes { // the factor may have more digits than the server shows
		id := s.Classes[i].ID
		if chunk, known := s.Classes[i].Counter("chunk_size"); known && (id < 1 || id > len(sizes) || int64(sizes[id-1]) != chunk) {
			return nil, false
		}
	}
	return sizes, true
}
