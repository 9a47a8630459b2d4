package line

import "strings"

// A Key is a key, or several that belong together, with what they do.
type Key struct {
	Names string
	Does  string   // lines with line feeds between
	Sends []string // what terminals send for them
}

// Keys returns all keys that do something in a line, in the order of the help.
func Keys() []Key {
	return []Key{
		{"Tab", "complete; again: choose from a menu, see \"help completion\"", []string{"\t"}},
		{"Enter", "run the line", []string{"\r", "\n"}},
		{"Alt-Enter", "insert a line break", []string{"\x1b\r", "\x1b\n"}},
		{"Right, End", "at the end of the line: take what is suggested; Alt-F takes a\nword of it", nil},
		{"Up, Down", "older and newer lines of the history that begin as what was\ntyped before the cursor", []string{"\x1b[A", "\x1bOA", "\x1b[B", "\x1bOB"}},
		{"Ctrl-P, Ctrl-N", "older and newer lines, all of them", []string{"\x10", "\x0e"}},
		{"Ctrl-R, Ctrl-S", "search the history by some characters of a line: the best lines\nare below. Again: the next one, the one before. Enter runs it,\nRight, End or Tab takes it, Esc or Ctrl-G gives up", []string{"\x12", "\x13"}},
		{"Alt-.", "insert the last argument of the line before; again: of the one\nbefore that", []string{"\x1b.", "\x1b_"}},
		{"Ctrl-A, Ctrl-E", "to the start and the end of the line, as Home and End", []string{"\x01", "\x1b[H", "\x1b[1~", "\x1b[7~", "\x1bOH", "\x05", "\x1b[F", "\x1b[4~", "\x1b[8~", "\x1bOF"}},
		{"Ctrl-B, Ctrl-F", "a character back, a character forward, as Left and Right", []string{"\x02", "\x1b[D", "\x1bOD", "\x06", "\x1b[C", "\x1bOC"}},
		{"Alt-B, Alt-F", "a word back, a word forward, as Ctrl-Left and Ctrl-Right", []string{"\x1bb", "\x1b[1;5D", "\x1bf", "\x1b[1;5C"}},
		{"Ctrl-H, Ctrl-D", "delete the character before, the character at the cursor, as\nBackspace and Delete", []string{"\x08", "\x7f", "\x04", "\x1b[3~"}},
		{"Ctrl-W, Alt-D", "delete the word before, the word after the cursor, as\nAlt-Backspace and Ctrl-Delete", []string{"\x17", "\x1b\x7f", "\x1bd", "\x1b[3;5~"}},
		{"Ctrl-U, Ctrl-K", "delete everything before, everything after the cursor", []string{"\x15", "\x0b"}},
		{"Ctrl-Y", "insert what was deleted last", []string{"\x19"}},
		{"Ctrl-T", "exchange the two characters at the cursor", []string{"\x14"}},
		{"Ctrl-_", "undo the last change: a word, a paste, a deletion;\nCtrl-X Ctrl-U does the same", []string{"\x1f", "\x18\x15"}},
		{"Ctrl-X Ctrl-E", "edit the line in $VISUAL or $EDITOR; what is saved is the line", []string{"\x18\x05"}},
		{"Ctrl-L", "clear the screen", []string{"\x0c"}},
		{"Ctrl-C", "stop the running command, or drop the line", []string{"\x03"}},
		{"Ctrl-D", "on an empty line: leave, see \"help quit\"", nil},
		{"Ctrl-Z", "suspend sessh; fg in your shell resumes it", []string{"\x1a"}},
	}
}

// The characters that do something in vi's command mode, and counts before them.
const (
	ViMotions  = "h l 0 ^ $ | w W b B e E f F t T ; ,"
	ViCommands = "i I a A r x X s S d c y D C Y p P ~ u k j + - / ?"
)

// Help returns the keys as the help lists them.
func Help() string {
	const column = 16
	var b strings.Builder
	for _, k := range Keys() {
		name := k.Names
		for l := range strings.SplitSeq(k.Does, "\n") {
			b.WriteString(name + strings.Repeat(" ", column-len(name)) + l + "\n")
			name = ""
		}
	}
	return b.String()
}
