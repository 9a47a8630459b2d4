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

// Backlog is a backlog, for tests.
type Backlog struct{ *backlog }

func NewBacklog(limit int) Backlog { return Backlog{newBacklog(limit)} }

func (q Backlog) Put(b []byte) error                    { return q.put(b) }
func (q Backlog) Get(buf func() []byte) ([]byte, error) { return q.get(buf) }
func (q Backlog) End(err error)                         { q.end(err) }
func (q Backlog) Close()                                { q.close() }
