package repl

import (
	"regexp"
	"strings"
)

// What some commands print is different each time: times, ages, sizes, facts of a
// server. A recording has ... for it, so that it replays. The functions here tell what
// of an output stays the same, as [command] has them.

// steadyBegin keeps the first word, and steadyNothing not even that: since "..." alone
// would be taken for a part of the line, such a line is skipped by replay.
func steadyBegin(_ *call, output string) string {
	if !aDigit.MatchString(output) {
		return output
	}
	return firstWord.FindString(output) + "...\n"
}

func steadyNothing(*call, string) string { return "...\n" }

// steadyAbove keeps all but the last line.
func steadyAbove(c *call, output string) string {
	at := strings.LastIndexByte(strings.TrimSuffix(output, "\n"), '\n') + 1
	return output[:at] + steadyBegin(c, output[at:])
}

var (
	aDigit    = regexp.MustCompile(`\d`)
	firstWord = regexp.MustCompile(`^(?:[{\[]|[ ]*\S+ ?)`)
)

// steadyWhere is steadyBegin where the arguments are such.
func steadyWhere(varies func(*call) bool) func(*call, string) string {
	return func(c *call, output string) string {
		if !varies(c) {
			return output
		}
		return steadyBegin(c, output)
	}
}

// steady is what a recording has of the output of the line at hand.
func (r *recording) steady(output string) string {
	for _, c := range r.ran {
		if output != "" {
			output = c.cmd.steady(c, output)
		}
	}
	return output
}
