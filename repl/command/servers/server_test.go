package servers

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sessh/repl/listing"
	"sessh/repl/output"
	"sessh/session/storage"
)

// TestDownOnce: the row of a server that is down has its name once.
func TestDownOnce(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		err  error
		want string
	}{
		{&storage.Error{Server: "a:1", Err: errors.New("no answer")}, "a:1  down: no answer\n"},
		{&storage.Error{Server: "b:2", Err: errors.New("no answer")}, "a:1  down: b:2: no answer\n"},
		{&storage.Error{Op: "list", Server: "a:1", Err: errors.New("no answer")}, "a:1  down: list on a:1: no answer\n"},
		{errors.New("no answer"), "a:1  down: no answer\n"},
	} {
		var got strings.Builder
		row := serverRow{storage.Server{Name: "a:1", Err: test.err}}
		if err := output.New(output.Options{Out: &got}).Emit(row); err != nil || got.String() != test.want {
			t.Errorf("%v: it is %q, want %q: %v", test.err, got.String(), test.want, err)
		}
	}
}

// TestTopGivesNoMoreThanTheLifetime: a session that was given an hour has an hour left, also if the
// clock of the server is most of a second ahead.
func TestTopGivesNoMoreThanTheLifetime(t *testing.T) {
	t.Parallel()
	r := rank{Brief: listing.Brief{Expires: 1_003_601}, now: time.Unix(1_000_000, 300_000_000)}
	if got := r.left(); got != "1h" {
		t.Errorf("it has %s left", got)
	}
	if got := r.facts()["ttl"]; got != int64(3600) {
		t.Errorf("it has %v seconds left", got)
	}
}
