package session

import (
	"context"

	"sessh/session/format/cookie"
	"sessh/session/listing"
)

// ByCookie finds the sessions that cookies lead to: see [listing.Catalog.ByCookie].
func (r *Root) ByCookie(ctx context.Context, jar cookie.Jar, near string, progress func()) (*listing.Sought, error) {
	return r.catalog.ByCookie(ctx, jar, near, progress)
}
