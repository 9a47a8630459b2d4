package command_test

import (
	"slices"
	"testing"

	"sessh/repl/command"
	"sessh/repl/command/browse"
	"sessh/repl/command/control"
	"sessh/repl/command/diagnose"
	"sessh/repl/command/edit"
)

// TestTarget: where a line sends its output, and what is left for the command.
func TestTarget(t *testing.T) {
	t.Parallel()
	all := slices.Concat(browse.Commands(), edit.Commands(), diagnose.Why(), control.Commands())
	program := func(line string) *command.Target { return &command.Target{Program: line} }
	file := func(name string) *command.Target { return &command.Target{File: name} }
	for _, tt := range []struct {
		line string
		to   *command.Target
		args []string
	}{
		{"ls", nil, nil},
		{"ls | head -3", program("head -3"), nil},
		{"ls -l /Shop |head", program("head"), []string{"/Shop"}},
		{"ls | grep 'a b' | sort > f", program("grep 'a b' | sort > f"), nil},
		{"ls > f", file("f"), nil},
		{"ls >f", file("f"), nil},
		{`ls > "a b"`, file("a b"), nil},
		{"ls >> f", &command.Target{File: "f", Append: true}, nil},
		{"grep a|b /Shop", nil, []string{"a|b", "/Shop"}},
		{"grep '|' /Shop", nil, []string{"|", "/Shop"}},
		{`grep \| /Shop`, nil, []string{"|", "/Shop"}},
		{`find '.a > 3' | wc -l`, program("wc -l"), []string{".a > 3"}},
		{"set k a | b", nil, []string{"k", "a | b"}},
		{"set k | b", nil, []string{"k", "| b"}},
		{"time ls | head", nil, []string{"ls", "| head"}},
		{"every 2s ls | head", nil, []string{"2s", "ls | head"}},
		{"!ls | head", nil, []string{"ls", "| head"}},
		{"cookie a=b | head", nil, []string{"a=b", "| head"}},
		{"why /Shop/s1 | head", program("head"), []string{"/Shop/s1"}},
		{"why a=b | head", nil, []string{"a=b", "| head"}},
	} {
		p := all.Parse(tt.line)
		if (p.To == nil) != (tt.to == nil) || p.To != nil && *p.To != *tt.to {
			t.Errorf("%s: the target is %+v, want %+v", tt.line, p.To, tt.to)
		}
		if got := command.WordTexts(p.Args); !slices.Equal(got, tt.args) && len(got)+len(tt.args) > 0 {
			t.Errorf("%s: the arguments are %q, want %q", tt.line, got, tt.args)
		}
	}
	for _, line := range []string{"ls |", "ls || head", "ls >", "ls >>", "ls > a b", "ls > 'a"} {
		if c, err := all.Bind(all.Parse(line), nil); err == nil {
			t.Errorf("%s is %+v", line, c)
		}
	}
	for line, outside := range map[string]bool{"ls": false, "ls > f": false, "ls >> a/f": false, "ls | head": true, "ls > ../f": true, "ls >> /tmp/f": true} {
		if to := all.Parse(line).To; to.IsOutside() != outside {
			t.Errorf("%s: a walkthrough cannot send it there: %t", line, !outside)
		}
	}
	if p := all.ParseSplit([]string{"ls", "|", "head"}); p.To != nil || len(p.Args) != 2 {
		t.Errorf("words that another shell has split: %+v", p)
	}
}
