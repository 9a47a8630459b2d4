package command

import (
	"strings"

	"sessh/session/format/lazyregexp"
)

// The output of some commands is different each time: times, ages, sizes, counters of a
// server. A recording has ... in its place, so that it replays. The functions here return
// what of an output stays the same; they are values of [Command].Steady.

// SteadyFirstWord keeps the first word of an output with digits in it.
func SteadyFirstWord(_ Env, _ *Call, output string) string {
	if !aDigit.Get().MatchString(output) {
		return output
	}
	return firstWord.Get().FindString(output) + "...\n"
}

// SteadyNothing keeps nothing. A "..." alone would look like a continuation line, so a
// recording skips such a line.
func SteadyNothing(Env, *Call, string) string { return "...\n" }

// SteadyButLast keeps all lines but the last, and the first word of that.
func SteadyButLast(env Env, c *Call, output string) string {
	at := strings.LastIndexByte(strings.TrimSuffix(output, "\n"), '\n') + 1
	return output[:at] + SteadyFirstWord(env, c, output[at:])
}

var (
	aDigit    = lazyregexp.New(`\d`)
	firstWord = lazyregexp.New(`^(?:[{\[]|[ ]*\S+ ?)`)
)

// SteadyIf is SteadyFirstWord if varies reports that the output is different each time, and
// keeps everything otherwise.
func SteadyIf(varies func(Env, *Call) bool) func(Env, *Call, string) string {
	return func(env Env, c *Call, output string) string {
		if !varies(env, c) {
			return output
		}
		return SteadyFirstWord(env, c, output)
	}
}
