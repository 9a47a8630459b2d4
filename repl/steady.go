package repl

import (
	"regexp"
	"strings"

	"sessh/repl/command"
)

// What some commands print is different each time: times, ages, sizes, facts of a
// server. A recording has ... for it, so that it replays. The functions here tell what
// of an output stays the same, as [command] has them.

// steadyBegin keeps the first word, and steadyNothing not even that: since "..." alone
// would be taken for a part of the line, such a line is skipped by replay.
func steadyBegin(_ command.Env, _ *call, output string) string {
	if !aDigit.MatchString(output) {
		return output
	}
	return firstWord.FindString(output) + "...\n"
}

func steadyNothing(command.Env, *call, string) string { return "...\n" }

// steadyAbove keeps all but the last line.
func steadyAbove(env command.Env, c *call, output string) string {
	at := strings.LastIndexByte(strings.TrimSuffix(output, "\n"), '\n') + 1
	return output[:at] + steadyBegin(env, c, output[at:])
}

var (
	aDigit    = regexp.MustCompile(`\d`)
	firstWord = regexp.MustCompile(`^(?:[{\[]|[ ]*\S+ ?)`)
)

// steadyWhere is steadyBegin where the arguments are such.
func steadyWhere(varies func(command.Env, *call) bool) func(command.Env, *call, string) string {
	return func(env command.Env, c *call, output string) string {
		if !varies(env, c) {
			return output
		}
		return steadyBegin(env, c, output)
	}
}
