package textproto

// Parsers of single lines, for tests and fuzzing.
var (
	ParseDumped = parseDumped
	ParseMeta   = parseMeta
	ParseLogged = parseLogged
	ParseNamed  = parseNamed
	ParseValue  = parseValue
	ReadLine    = readLine
)
