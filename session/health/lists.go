package health

import (
	"slices"
	"strconv"
	"strings"
)

// ListsAll reports whether a listing of the server has all of its items. memcached before 1.6.9 leaves out
// what is in use, and at times the newest.
func (s *Server) ListsAll() bool {
	var version []int
	for part := range strings.SplitSeq(s.Version, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			return false
		}
		version = append(version, n)
	}
	return slices.Compare(version, []int{1, 6, 9}) >= 0
}
