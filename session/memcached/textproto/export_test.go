package textproto

// Parsers of single lines, for tests and fuzzing.
var (
	ParseDumped   = parseDumped
	ParseMeta     = parseMeta
	ParseMutation = parseMutation
	ParseNamed    = parseNamed
	ParseValue    = parseValue
	ReadLine      = readLine
)
