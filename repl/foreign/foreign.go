// Package foreign knows the words of other shells that are typed here: the backslash words of
// psql, which have their own commands here, and commands without a counterpart, which have a
// hint.
package foreign

import (
	"cmp"
	"fmt"
	"strings"
)

// psql are the commands for psql's words.
var psql = map[string]string{
	`\q`: "quit", `\?`: "help", `\h`: "help", `\d`: "ls", `\dt`: "ls", `\l`: "ls /", `\e`: "edit",
	`\timing`: "timing", `\!`: "!", `\i`: "source", `\s`: "history", `\c`: "servers", `\conninfo`: "servers",
}

// instead are hints about words that no one command stands for.
var instead = map[string]string{
	`\x`:       "output table and output text choose how listings are shown; ls -l shows more of each row, and get a value in full",
	`\o`:       "COMMAND > FILE writes the output of a command to FILE, and COMMAND | PROGRAM passes it on; record FILE writes all that is typed and printed",
	`\set`:     "set PATH VALUE sets a value of a session; there are no variables, and a transaction begins by itself with the first change",
	`\unset`:   "rm PATH removes a value of a session; there are no variables",
	`\echo`:    "print(...) prints, as in Python",
	`\g`:       "COMMAND > FILE writes the output of a command to FILE, and COMMAND | PROGRAM passes it on",
	`\watch`:   "every 2s COMMAND runs a command again and again, and marks what changed; watch PATH shows changes as they come",
	"release":  "savepoints need no release: they end with commit and abort; rollback NAME goes back to one",
	"begin":    "a transaction begins by itself with the first change; savepoint marks a point in it",
	"start":    "a transaction begins by itself with the first change; savepoint marks a point in it",
	"select":   "there are neither databases nor SQL here: cd goes to a container, get shows values, and grep and find search",
	"use":      "cd CONTAINER goes to a container",
	"clear":    "Ctrl-L clears the screen",
	"cls":      "Ctrl-L clears the screen",
	"vi":       "edit PATH opens a value in $EDITOR",
	"vim":      "edit PATH opens a value in $EDITOR",
	"nano":     "edit PATH opens a value in $EDITOR",
	"emacs":    "edit PATH opens a value in $EDITOR",
	"multi":    "a transaction begins by itself with the first change; commit writes it",
	"truncate": "rm -r removes sessions",
}

// arguments are hints about words behind a command of this shell.
var arguments = map[string]string{
	"rollback to":          "rollback NAME goes back to a savepoint",
	"rollback transaction": "abort drops all that is pending",
	"rollback work":        "abort drops all that is pending",
}

// ArgumentHint returns the hint about what stands behind a command of this shell as behind one
// of another; "" if there is none.
func ArgumentHint(command, argument string) string {
	return arguments[strings.ToLower(command+" "+argument)]
}

// flags are hints about flags that commands of other programs have, and those here do not: of one
// command, or of all.
var flags = map[string]string{
	"commit -m":        "a commit has no message: commit writes what is pending, and log shows what was written",
	"commit --message": "a commit has no message: commit writes what is pending, and log shows what was written",
	"commit -a":        "commit writes all that is pending",
	"commit --all":     "commit writes all that is pending",
	"commit --amend":   "revert takes the last commit back; then commit again",
	"grep -r":          "grep searches everything below PATH",
	"grep -v":          "there is no -v: nearly everything in a session does not match",
	"-c":               "COMMAND | wc -l counts the lines",
	"-o":               "output FORMAT chooses how results are printed: output json, output csv",
	"--output":         "output FORMAT chooses how results are printed: output json, output csv",
	"--timing":         "timing on says after each command how long it took",
}

// FlagHint returns the hint about a flag that a command does not have; "" if there is none.
func FlagHint(command, flag string) string {
	return cmp.Or(flags[command+" "+flag], flags[flag])
}

// word returns the first word of a line as it stands, and the rest. The word of \! ends with it.
func word(line string) (first, rest string) {
	line = strings.TrimSpace(line)
	if after, ok := strings.CutPrefix(line, `\!`); ok {
		return `\!`, strings.TrimSpace(after)
	}
	first, rest, _ = strings.Cut(line, " ")
	return first, strings.TrimSpace(rest)
}

// Translate returns the line in the words of this shell, and what its first word is here, if it
// is one of psql's; ok is false if it is not.
func Translate(line string) (ours, note string, ok bool) {
	first, rest := word(line)
	command, ok := psql[strings.TrimSuffix(first, "+")]
	if !ok {
		return "", "", false
	}
	return strings.TrimSpace(command + " " + rest), fmt.Sprintf(`%s is %s here`, first, command), true
}

// Hint returns the hint about the first word of a line that is no command here; "" if there is
// none.
func Hint(line string) string {
	first, _ := word(line)
	return instead[strings.ToLower(strings.TrimRight(first, ";+"))]
}
