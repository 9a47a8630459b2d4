package place

import (
	"context"
	"strings"

	"sessh/session"
)

// Namesakes says for each session which others have its name in other formats; "" where
// there are none.
func (wh *Where) Namesakes(ctx context.Context, sessions ...*session.Session) ([]string, error) {
	all, err := wh.source.Root().NamesakesOf(ctx, sessions)
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(all))
	for i, formats := range all {
		names := make([]string, len(formats))
		for j, f := range formats {
			names[j] = f.Name()
		}
		if len(names) > 0 {
			texts[i] = "another session of this name is there in the format " + strings.Join(names, ", ")
		}
	}
	return texts, nil
}
