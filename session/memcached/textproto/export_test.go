package textproto

// Parsers of single lines, for tests and fuzzing.
var (
	ParseMeta   = parseMeta
	ParseLogged = parseLogged
	ParseValue  = parseValue
	ReadLine    = readLine
)

func ParseDumped(line string) (d Dumped, done, skip bool, err error) {
	done, skip, err = new(dumpLines).parse([]byte(line), &d)
	return d, done, skip, err
}

func ParseNamed(line string) (d Dumped, done, skip bool, err error) {
	d.Key, done, skip, err = new(nameLines).parse([]byte(line))
	return d, done, skip, err
}

// Backlog is a backlog, for tests.
type Backlog struct{ *backlog }

func NewBacklog(limit int) Backlog { return Backlog{newBacklog(limit)} }

func (q Backlog) Put(b []byte) error                    { return q.put(b) }
func (q Backlog) Get(buf func() []byte) ([]byte, error) { return q.get(buf) }
func (q Backlog) End(err error)                         { q.end(err) }
func (q Backlog) Close()                                { q.close() }
