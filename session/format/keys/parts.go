package keys

import (
	"fmt"
	"strings"

	"sessh/session/format/lazyregexp"
)

// partsError returns the error of a pattern whose key has other parts than its container and the id.
func partsError(p Pattern) error {
	return fmt.Errorf("its parts are not those of its container and the id: it needs container = %q", containerFor(p))
}

var partOf = lazyregexp.New(`\{[^{}]*\}`)

// containerFor returns a pattern of containers that has the parts of a key, but for the id.
func containerFor(p Pattern) string {
	name, _, _ := strings.Cut(p.Container, "{")
	name = strings.TrimRight(name, ":[")
	for _, part := range partOf.Get().FindAllString(p.Key, -1) {
		if inside := strings.Trim(part, "{}"); inside != "id" && !strings.HasPrefix(inside, "id:") {
			name += ":" + part
		}
	}
	return name
}
