package repl

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"sessh/repl/line"
	"sessh/repl/setting"
)

// TestTimingOnce: an alias takes its time once, and no line takes the time in which the user
// thinks.
func TestTimingOnce(t *testing.T) {
	now := time.Now()
	think := func() { now = now.Add(time.Hour) }
	var out bytes.Buffer
	edits := 0
	o := Options{
		Out: &out, Err: &out, Now: func() time.Time { return now }, Timing: true, Confirm: true, Aliases: []setting.Alias{{Name: "ll", Text: "ls -l"}},
		Run: func(_ context.Context, _ string, args ...string) error {
			edits++
			think()
			return nil
		},
	}
	sh := New(o)
	defer sh.Close(context.Background())
	thinks := func() (string, error) {
		think()
		return "y", nil
	}
	x := &typist{t: t, steps: []func() (string, error){
		enters("ll"), enters("set /Shop/s1/cart/total 12"), enters("edit /Shop/s1/cart/total"), enters("commit"), thinks,
		enters("set /Shop/s1/cart/total 13"), enters("time commit"), thinks,
	}}
	sh.Interact(t.Context(), x, &line.History{})
	if n := strings.Count(out.String(), "took "); n != 6 || edits != 1 || strings.Count(out.String(), "committed") != 2 {
		t.Errorf("%d lines took time:\n%s", n, out.String())
	}
	if long := regexp.MustCompile("took [0-9.]*h").FindString(out.String()); long != "" {
		t.Errorf("a line %s:\n%s", long, out.String())
	}
}
