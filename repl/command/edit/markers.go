package edit

import (
	"bytes"
	"context"

	"sessh/repl/command"
	"sessh/session/diff"
)

// The lines around the sides of a conflict in an editor, with the markers of git.
const (
	markMine   = "<<<<<<< mine"
	markBase   = "||||||| base"
	markTheirs = "======="
	markEnd    = ">>>>>>> theirs"
)

// EditConflict opens both sides of a conflict in the editor, and returns the side that
// resolves it; ok is false if the user left them as they were.
func EditConflict(ctx context.Context, env command.Env, x diff.Conflict) (diff.Side, bool, error) {
	text, err := withMarkers(x)
	if err != nil {
		return diff.Side{}, false, err
	}
	v, changed, err := editText(ctx, env, text)
	if err != nil || !changed {
		return diff.Side{}, false, err
	}
	return diff.Side{Value: v, Present: true}, true, nil
}

// withMarkers returns the sides of a conflict as text, between markers.
func withMarkers(x diff.Conflict) ([]byte, error) {
	var b bytes.Buffer
	for _, part := range []struct {
		mark string
		side diff.Side
	}{{markMine, x.Mine}, {markBase, x.Base}, {markTheirs, x.Theirs}} {
		b.WriteString(part.mark + "\n")
		if !part.side.Present {
			continue
		}
		text, err := indented(part.side.Value)
		if err != nil {
			return nil, err
		}
		b.Write(text)
	}
	b.WriteString(markEnd + "\n")
	return b.Bytes(), nil
}

// hasMarks reports whether a text still has markers of a conflict in it.
func hasMarks(text []byte) bool {
	for line := range bytes.Lines(text) {
		for _, mark := range []string{markMine, markBase, markEnd} {
			if bytes.HasPrefix(line, []byte(mark)) {
				return true
			}
		}
	}
	return false
}
