package codec

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"
	"time"

	"sessh/session/tree"
)

// entry61 is an entry of Rails 6.1's cache that was made at 1,600,000,000 and lives for some seconds. Ruby
// marshals equal floats as one object: a value of the session is the first of two.
func entry61(lives string) string {
	return "\x04\x08o: ActiveSupport::Cache::Entry\x08:\x0b@value{\x06I\"\x06a\x06:\x06ETf\x091800:\x10@created_atf\x0f1600000000:\x10@expires_in" + lives
}

const sameFloat = "@\x08"

// TestDeadlineIsOnlyItself: what is as the lifetime of an entry, and the same object to Ruby, stays as it is
// when the deadline is another one.
func TestDeadlineIsOnlyItself(t *testing.T) {
	t.Parallel()
	value := []byte(entry61(sameFloat))
	was, way, err := Rails().Read("", value, "")
	if err != nil {
		t.Fatal(err)
	}
	if got := Rails().Deadline(way, value, "").Unix(); got != 1_600_001_800 {
		t.Fatalf("it ends at %d", got)
	}
	for _, end := range []time.Time{time.Unix(1_600_003_600, 0), {}} {
		timed, err := Rails().Retime(way, value, "", end)
		if err != nil {
			t.Fatal(err)
		}
		now, _, err := Rails().Read(way, timed, "")
		if err != nil || !tree.Equal(was, now) {
			t.Errorf("with the deadline %v it is read as %v, %v, from %q", end, now, err, timed)
		}
		if got := Rails().Deadline(way, timed, ""); !got.Equal(end) {
			t.Errorf("it ends %v, want %v", got, end)
		}
	}
}

// TestNoDeadline: what cannot be a lifetime is no deadline.
func TestNoDeadline(t *testing.T) {
	t.Parallel()
	for _, lives := range []string{"f\x08nan", "f\x08inf", "f\x09-inf", "f\x0a1e300", "0"} {
		if got := Rails().Deadline("rails-6.1", []byte(entry61(lives)), ""); !got.IsZero() {
			t.Errorf("with %q it ends %v", lives, got)
		}
	}
	for _, at := range []float64{-1, 0, 1e12, 1e300, math.Inf(1), math.NaN()} {
		header := binary.LittleEndian.AppendUint64([]byte("\x00\x11\x01"), math.Float64bits(at))
		value := rubyString(string(header) + "\xff\xff\xff\xff" + rubyHash)
		if got := Rails().Deadline("rails-7.1", []byte(value), ""); !got.IsZero() {
			t.Errorf("with the Unix time %v it ends %v", at, got)
		}
	}
}

// TestNeverInNanoseconds: a session of scs 1, which counts nanoseconds, lasts as long as these can tell.
func TestNeverInNanoseconds(t *testing.T) {
	t.Parallel()
	value := []byte(`{"data":{"a":1},"deadline":1600000000000000000}`)
	_, way, err := SCS().Read("", value, "")
	if err != nil || !strings.HasPrefix(way, "scs1") {
		t.Fatal(way, err)
	}
	for _, end := range []time.Time{{}, time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		timed, err := SCS().Retime(way, value, "", end)
		if err != nil {
			t.Fatal(err)
		}
		if got := SCS().Deadline(way, timed, ""); got.Year() != time.Unix(0, math.MaxInt64).Year() {
			t.Errorf("%q ends %v", timed, got)
		}
	}
}
