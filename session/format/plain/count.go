package plain

// atLeast returns how many values and keys a JSON text has at least, and how many lists
// and mappings are among these. It takes no memory.
func atLeast(text []byte) (nodes, compounds int) {
	nodes = 1
	inText := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			inText = !inText
		case inText && c == '\\':
			i++
		case inText:
		case c == ',' || c == ':':
			nodes++
		case c == '[' || c == '{':
			compounds++
		}
	}
	return nodes, compounds
}
