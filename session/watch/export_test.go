package watch

import "sessh/session/tree"

// Seen has f called with each version that is seen.
func (o *RaceOptions) Seen(f func(id string, data *tree.Map)) { o.seen = f }
