package walkthrough

import (
	"context"
	"regexp"
	"time"
)

// A Runner runs examples one after the other, each in the state that the previous ones
// left.
type Runner interface {
	Run(ctx context.Context, e *Example) Result
}

// A Result is the result of running an example.
type Result struct {
	Output    string     // what it printed
	Exception *Exception // what it raised; a failed line of the shell prints its error instead
	Skip      string     // why the example cannot be run here; "" if it was run
}

// An Exception is an exception that a Python-style statement raised. Module is the module of
// its class; "" for a built-in one.
type Exception struct{ Module, Name, Text string }

// String returns the last line of a traceback.
func (e *Exception) String() string {
	if e.Text == "" {
		return e.Name
	}
	return e.Name + ": " + e.Text
}

// Options are the settings of a replay.
type Options struct {
	// Flags apply to all examples; ELLIPSIS is on unless it is set to false.
	Flags    Flags
	FailFast bool
	// First and Last select examples by line; 0 means no limit.
	First, Last int
	// Match selects the examples below headings that it matches.
	Match *regexp.Regexp
	// Now is the clock that measures examples; nil means time.Now.
	Now func() time.Time
	// OnFailure is called for each failure, in the state that the example left; if it
	// returns true, the replay ends.
	OnFailure func(*Outcome) (stop bool)
}

// A Status is the outcome of an example.
type Status uint8

const (
	// Passed: the output was as expected.
	Passed Status = iota
	// Mismatch: the output was different, or an exception was raised.
	Mismatch
	// Malformed: the example could not be run.
	Malformed
	// Skipped: the example was not run, or its output was ignored.
	Skipped
)

// String returns the word for the status.
func (s Status) String() string {
	return [...]string{"passed", "failed", "malformed", "skipped"}[s]
}

// An Outcome is an example with its result.
type Outcome struct {
	*Example
	Status   Status
	Result   Result
	Why      string // of a skip
	Took     time.Duration
	flags    Flags
	prepared bool   // it is a set-up or clean-up that failed
	hint     string // what to do about that; "": none
}

// failed reports whether the outcome makes the walkthrough fail.
func (o *Outcome) failed() bool { return o.Status == Mismatch || o.Status == Malformed }

// got returns the output, or the end of the traceback.
func (o *Outcome) got() string {
	if o.Result.Exception != nil {
		return "Traceback (most recent call last):\n  ...\n" + terminated(o.Result.Exception.String())
	}
	return terminated(o.Result.Output)
}

// qualified returns the last line of a traceback as Python 3 writes it, with the module.
func (e *Exception) qualified() string {
	if e.Module == "" || e.Module == "__main__" {
		return e.String()
	}
	return e.Module + "." + e.String()
}

// A Report is the outcome of a walkthrough.
type Report struct {
	File     *File
	Outcomes []*Outcome
	Stopped  bool // before its end, by a failure or by ctx
}

// Counts returns the numbers of examples that passed, failed and were skipped.
func (r *Report) Counts() (passed, failed, skipped int) {
	for _, o := range r.Outcomes {
		switch {
		case o.failed():
			failed++
		case o.Status == Skipped:
			skipped++
		default:
			passed++
		}
	}
	return passed, failed, skipped
}

// FailsBeyond reports whether an example fails, or is not reached, that did not fail in another
// report of the same examples.
func (r *Report) FailsBeyond(other *Report) bool {
	failed := make(map[int]bool)
	for _, o := range other.Outcomes {
		failed[o.Line] = o.failed()
	}
	for _, o := range r.Outcomes {
		if o.failed() && !failed[o.Line] {
			return true
		}
	}
	return len(r.Outcomes) < len(other.Outcomes)
}

// Replay runs the examples. Those before the selected ones are run as well, to make the
// state that these need, but their output is not compared; those after are not run.
//
// Set-ups run first; if one fails, no example is run. Clean-ups run last in any case.
func (f *File) Replay(ctx context.Context, r Runner, o Options) *Report {
	report := &Report{File: f}
	if failed := f.prepare(ctx, r, false); failed != nil {
		report.Outcomes, report.Stopped = []*Outcome{failed}, true
	} else {
		f.examples(ctx, r, o, report)
	}
	if failed := f.cleanUp(ctx, r); failed != nil {
		report.Outcomes = append(report.Outcomes, failed)
	}
	return report
}

// examples runs the examples.
func (f *File) examples(ctx context.Context, r Runner, o Options, report *Report) {
	if o.Now == nil {
		o.Now = time.Now
	}
	flags := Flags{Ellipsis: true}.with(o.Flags)
	last := o.lastSelected(f.Examples)
	for i, e := range f.Examples {
		if i > last {
			break
		}
		if ctx.Err() != nil {
			report.Stopped = true
			return
		}
		out := o.run(ctx, r, e, flags)
		if out.failed() && ctx.Err() != nil { // that is why
			report.Stopped = true
			return
		}
		report.Outcomes = append(report.Outcomes, out)
		if !out.failed() {
			continue
		}
		stop := o.OnFailure != nil && o.OnFailure(out)
		if stop || o.FailFast || out.flags[FailFast] {
			report.Stopped = i < last
			return
		}
	}
}

func (o *Options) lastSelected(examples []*Example) int {
	last := -1
	for i, e := range examples {
		if o.selects(e) {
			last = i
		}
	}
	return last
}

func (o *Options) selects(e *Example) bool {
	end := max(e.wantTo, e.Line+len(splitLines(e.Source))-1)
	return (o.First == 0 || end >= o.First) && (o.Last == 0 || e.Line <= o.Last) &&
		(o.Match == nil || o.Match.MatchString(e.Heading))
}

// Selected returns the examples that the options select.
func (f *File) Selected(o Options) []*Example {
	var all []*Example
	for _, e := range f.Examples {
		if o.selects(e) {
			all = append(all, e)
		}
	}
	return all
}

func (o *Options) run(ctx context.Context, r Runner, e *Example, flags Flags) *Outcome {
	out := &Outcome{Example: e, flags: flags.with(e.Flags)}
	switch {
	case e.Err != nil:
		out.Status = Malformed
		return out
	case out.flags[Skip]:
		out.Status, out.Why = Skipped, "SKIP"
		return out
	}
	start := o.Now()
	out.Result = r.Run(ctx, e)
	out.Took = o.Now().Sub(start)
	switch {
	case out.Result.Skip != "":
		out.Status, out.Why = Skipped, out.Result.Skip
	case !o.selects(e):
		out.Status, out.Why = Skipped, "not selected"
	case !e.heard(ctx, out.Result, flags):
		out.Status = Mismatch
	}
	return out
}

// largeOutput is the size in bytes from which on comparing outputs takes so long that it
// must be interruptible.
const largeOutput = 1 << 20

// heard is Check, but returns false if ctx ends first.
func (e *Example) heard(ctx context.Context, r Result, flags Flags) bool {
	if len(e.Want)+len(r.Output) < largeOutput {
		return e.check(r, flags)
	}
	right := make(chan bool, 1)
	go func() { right <- e.check(r, flags) }()
	select {
	case ok := <-right:
		return ok
	case <-ctx.Done():
		return false
	}
}
