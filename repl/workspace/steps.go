package workspace

import "context"

// Retrace takes a step back, or does it again. The end of the transaction before is a
// step, too.
func (ws *Workspace) Retrace(ctx context.Context, back bool) (label string, ok bool, err error) {
	w, err := ws.Work(ctx)
	if err != nil {
		return "", false, err
	}
	move, end := w.Redo, ws.redoEnd
	if back {
		move, end = w.Undo, ws.undoEnd
	}
	if label, ok, err = move(); ok || err != nil {
		return label, ok, err
	}
	return end(ctx)
}
