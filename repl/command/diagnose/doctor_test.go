package diagnose_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"sessh/repl/command"
	"sessh/repl/command/commandtest"
	"sessh/repl/command/diagnose"
	"sessh/repl/command/edit"
	"sessh/repl/command/transact"
)

func TestDoctor(t *testing.T) {
	t.Parallel()
	sh := commandtest.New(t, slices.Concat(diagnose.Doctor(), edit.Commands(), transact.Transactions()))
	for line, want := range map[string]string{
		"doctor --report xml": "must be one of text, json, not xml", "doctor --watch -1s": "must not be negative",
	} {
		if _, err := sh.Run(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", line, err, want)
		}
	}
	out, err := sh.Run("doctor")
	if err != nil || sh.Lacking != nil || !strings.HasPrefix(out, "no findings: 0 sessions on 1 server\nnot checked: embedded does not report evictions, ") || strings.Count(out, "\n") != 2 {
		t.Errorf("%v, %v: %s", err, sh.Lacking, out)
	}
	sh.Do("set /Shop/s1/cart/total 1", "set /Shop/s2/cart/total 1", "expire /Shop/s1 never", "commit")
	out, err = sh.Run("doctor --watch 1ms")
	if err != nil || !errors.Is(sh.Lacking, command.ErrFindings) || !strings.HasPrefix(out, "never-expires  /Shop\n  1 of 2 sessions does not expire\n  They pile up") || !strings.Contains(out, "\n1 finding: 2 sessions on 1 server, watched for ") {
		t.Errorf("%v, %v: %s", err, sh.Lacking, out)
	}
	asReport, err := sh.Run("doctor --report json")
	if err != nil {
		t.Fatal(err)
	}
	sh.JSON = true
	asOutput, err := sh.Run("doctor")
	if err != nil || asOutput != asReport {
		t.Errorf("%v: %s, and %s", err, asOutput, asReport)
	}
	var got struct {
		Healthy   bool
		Servers   []string
		Sessions  int
		Unchecked []string
		Findings  []struct {
			Cause, Where, Says, Means, Advice string
			Figures                           map[string]any
		}
	}
	if err := json.Unmarshal([]byte(asReport), &got); err != nil {
		t.Fatal(err)
	}
	if got.Healthy || got.Sessions != 2 || !slices.Equal(got.Servers, []string{"embedded"}) || len(got.Unchecked) != 1 || len(got.Findings) != 1 {
		t.Fatalf("%s", asReport)
	}
	if f := got.Findings[0]; f.Cause != "never-expires" || f.Where != "/Shop" || f.Says == "" || f.Means == "" || f.Advice == "" || f.Figures["never"] != 1.0 || f.Figures["sessions"] != 2.0 {
		t.Errorf("%s", asReport)
	}
}

// TestDoctorSaysOnce wants what several findings mean once.
func TestDoctorSaysOnce(t *testing.T) {
	t.Parallel()
	sh := commandtest.New(t, slices.Concat(diagnose.Doctor(), edit.Commands(), transact.Transactions()))
	sh.Do("set /Shop/s1/cart/total 1", "set /Stall/s2/cart/total 1", "expire /Shop/s1 never", "expire /Stall/s2 never", "commit")
	out, err := sh.Run("doctor")
	if err != nil || !strings.HasPrefix(out, "never-expires\n  /Shop: 1 of 1 session does not expire\n  /Stall: 1 of 1 session does not expire\n  They pile up") || strings.Count(out, "They pile up") != 1 || !strings.Contains(out, "\n2 findings: ") {
		t.Errorf("%v: %s", err, out)
	}
}
