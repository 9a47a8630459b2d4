//go:build unix

package main

import (
	"strings"
	"testing"
)

// TestWithinTheProcess runs sessh in the process of the test and in one of its own: it prints
// the same, and ends with the same status.
func TestWithinTheProcess(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args   []string
		input  string
		status string
	}{
		{args: []string{"pwd"}, status: "0"},
		{input: "set /C/s/p/k 1\nget /C/s/p/k\nabort\n", status: "0"},
		{args: []string{"-c", "ls /", "-c", "get /nowhere"}, status: "1"},
		{args: []string{"ls", "--nonsense"}, status: "2"},
		{args: []string{"--nonsense"}, status: "2"},
		{args: []string{"--server", "127.0.0.1:1", "ls"}, status: "3"},
		{input: "set /C/s/p/k 1\n", status: "4"},
	} {
		t.Run(test.status+" "+strings.Join(test.args, " "), func(t *testing.T) {
			cmd := program(t, t.TempDir(), test.args...)
			cmd.Stdin = strings.NewReader(test.input)
			b, wantErr := cmd.CombinedOutput()
			out, err := outputOf(t, t.TempDir(), test.input, test.args...)
			if out != string(b) {
				t.Errorf("it prints\n%s\nand a process\n%s", out, b)
			}
			want, got := "0", "0"
			if wantErr != nil {
				want = exitText(wantErr)
			}
			if err != nil {
				got = exitText(err)
			}
			if got != want || got != test.status {
				t.Errorf("it ends with %s, and a process with %s; want %s", got, want, test.status)
			}
			apart, errs, _ := outputs(t, t.TempDir(), test.args...)
			if test.input == "" && len(apart)+len(errs) != len(out) {
				t.Errorf("apart it prints\n%s\nand\n%s", apart, errs)
			}
		})
	}
}
