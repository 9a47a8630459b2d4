package command

import (
	"regexp"
	"strings"
)

// What some commands print is different each time: times, ages, sizes, facts of a
// server. A recording has ... for it, so that it replays. The functions here tell what
// of an output stays the same, as [command] has them.

// SteadyFirstWord keeps the first word, and SteadyNothing not even that: since "..." alone
// would be taken for a part of the line, such a line is skipped by replay.
func SteadyFirstWord(_ Env, _ *Call, output string) string {
	if !aDigit.MatchString(output) {
		return output
	}
	return firstWord.FindString(output) + "...\n"
}

func SteadyNothing(Env, *Call, string) string { return "...\n" }

// SteadyButLast keeps all but the last line.
func SteadyButLast(env Env, c *Call, output string) string {
	at := strings.LastIndexByte(strings.TrimSuffix(output, "\n"), '\n') + 1
	return output[:at] + SteadyFirstWord(env, c, output[at:])
}

var (
	aDigit    = regexp.MustCompile(`\d`)
	firstWord = regexp.MustCompile(`^(?:[{\[]|[ ]*\S+ ?)`)
)

// SteadyIf is SteadyBegin where the arguments are such.
func SteadyIf(varies func(Env, *Call) bool) func(Env, *Call, string) string {
	return func(env Env, c *Call, output string) string {
		if !varies(env, c) {
			return output
		}
		return SteadyFirstWord(env, c, output)
	}
}
