package screen

import (
	"context"
	"errors"
	"strings"
)

// ErrorText returns the text of an error in words for users, who know nothing of contexts.
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
