package screen

import (
	"context"
	"errors"
	"strings"
)

// ErrorText is the text of an error in the user's words: a context is Go's business.
func ErrorText(err error) string {
	text := err.Error()
	if errors.Is(err, context.Canceled) {
		text = strings.ReplaceAll(text, context.Canceled.Error(), "stopped")
	}
	if errors.Is(err, context.DeadlineExceeded) {
		text = strings.ReplaceAll(text, context.DeadlineExceeded.Error(), "no answer in time")
	}
	return text
}
