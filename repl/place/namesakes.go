package place

import (
	"context"
	"strings"

	"sessh/session"
)

// Namesakes returns for each session a text about sessions that have the same name in other
// formats; "" if there are none.
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
			texts[i] = "another session has this name in the format " + strings.Join(names, ", ")
		}
	}
	return texts, nil
}
