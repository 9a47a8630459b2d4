package repl

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"sessh/repl/amend"
	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/format/plain"
	"sessh/session/marked"
)

func dumpCommands() []*command.Command {
	return []*command.Command{
		{
			Name: "dump", Alike: []string{"export", "backup"}, Group: command.GroupServer, Args: "PATH FILE", Short: "write sessions to a file",
			Long: `Writes every session at and below PATH as a line of JSON: its names, format,
time left, and data, and the item as it is stored; load reads them back. At /
raw items are written, too. What is pending is not part of it. --redact KEYS
replaces the values of keys that match one of the patterns (with commas between)
wherever they stand, and a raw item that has no keys as a whole; it leaves the
stored item out, so that the file can go with a bug report. FILE of "-" is the
standard output; another is there when it is whole, and until then what --force
overwrites. The data of a session that would take more than 64 MB, since one text
stands in it very often, is left out beside its item.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> commit\ncommitted 1 session, 1 change\nsessh> dump /Shop shop.jsonl\n1 session dumped to shop.jsonl\n",
			Kinds:   []command.Kind{command.Place, command.File}, Min: 2, Max: 2, Legacy: (*Shell).dump,
			Steady: command.SteadyWhere(func(_ command.Env, c *command.Call) bool { return c.Text(1) == "-" }),
			Flags: func(f *pflag.FlagSet) {
				f.String("redact", "", "replace the values of keys that match `KEYS`")
				f.Bool("force", false, "overwrite FILE when the new one is whole")
			},
		},
		{
			Name: "load", Alike: []string{"import"}, Group: command.GroupServer, Args: "FILE", Short: "read sessions from a file that dump wrote",
			Long: `Puts the sessions of FILE into the open transaction, with the time that they had
left; commit stores them. A session that is there already is not replaced
unless --replace is given. Where data was edited in FILE, the change counts; what was
not touched is as it is in the item, with what it shares. FILE of "-" is the standard
input.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> commit\ncommitted 1 session, 1 change\nsessh> dump /Shop visitors.jsonl\n1 session dumped to visitors.jsonl\nsessh> rm -r /Shop/s1\nsessh> commit\ncommitted 1 session, 1 change\nsessh> load visitors.jsonl\n1 session loaded\nsessh> get /Shop/s1/cart/total\n12\n",
			Kinds:   []command.Kind{command.File}, Min: 1, Max: 1, Changes: true, Legacy: (*Shell).load,
			Flags: func(f *pflag.FlagSet) { f.Bool("replace", false, "replace sessions that are there") },
		},
	}
}

// dumped is a session in a file.
type dumped struct {
	Container  string          `json:"container"`
	Session    string          `json:"session"`
	Format     string          `json:"format"`
	TTL        *float64        `json:"ttl,omitempty"` // seconds; not there: for ever, or not known
	LastAccess string          `json:"lastAccess,omitempty"`
	Way        string          `json:"way,omitempty"` // where the item can be read in several
	Data       json.RawMessage `json:"data"`
	Flags      uint32          `json:"flags,omitempty"`
	Item       []byte          `json:"item,omitempty"`

	where string // in a file that is loaded
	wrong error  // with the line there
}

func (sh *Shell) dump(ctx context.Context, c *use) error {
	names := c.Resolve(c.Words[0])
	if len(names) > place.Session {
		return fmt.Errorf("%s is inside of a session: a session is dumped as a whole", names)
	}
	redact := strings.FieldsFunc(c.String("redact"), func(r rune) bool { return r == ',' })
	for _, glob := range redact {
		if _, err := path.Match(glob, ""); err != nil {
			return command.UsageError(c.Cmd, fmt.Errorf("the pattern %s is not closed", syntax.Quote(glob)))
		}
	}
	if len(names) == place.Container && c.single {
		if err := c.AnySession(ctx, c.env(), names[0]); err != nil {
			return err
		}
	}
	if c.Text(1) == "-" {
		return sh.shows(ctx, func() error {
			_, err := sh.dumpTo(ctx, output.OnPrinter{P: c.printer}, names, redact)
			return err
		})
	}
	f, err := sh.files.Create(ctx, c.Text(1), c.IsSet("force"))
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	n, err := sh.dumpTo(ctx, w, names, redact)
	if err == nil {
		err = w.Flush()
	}
	if err = f.Finish(err); err != nil {
		return err
	}
	return c.emit(output.Message{Words: fmt.Sprintf("%s dumped to %s", n, c.Text(1)), Facts: map[string]any{"sessions": n.sessions, "items": n.items, "file": c.Text(1)}})
}

// moved counts what was dumped or loaded.
type moved struct {
	sessions int
	items    int // raw ones
}

func (n *moved) add(c *session.Container) {
	if c.Raw() {
		n.items++
		return
	}
	n.sessions++
}

func (n moved) String() string {
	switch {
	case n.items == 0:
		return notation.Count(n.sessions, "session")
	case n.sessions == 0:
		return notation.Count(n.items, "item")
	}
	return notation.Count(n.sessions, "session") + " and " + notation.Count(n.items, "item")
}

func (sh *Shell) dumpTo(ctx context.Context, w io.Writer, names, redact []string) (n moved, err error) {
	progress := sh.progress("sessions")
	defer progress.Done()
	err = sh.committedSessions(ctx, names, func(s *session.Session) error {
		d, err := sh.dumped(ctx, s, redact)
		if err != nil {
			return err
		}
		line, err := json.Marshal(d)
		if err != nil {
			return err
		}
		progress.Add(1)
		n.add(s.Container())
		_, err = w.Write(append(screen.SafeJSON(line), '\n'))
		return err
	})
	return n, err
}

// committedSessions reads the stored sessions at and below names, past the
// transaction.
func (sh *Shell) committedSessions(ctx context.Context, names place.Path, f func(*session.Session) error) error {
	if len(names) == place.Session {
		in, err := sh.Root.Locate(ctx, names[0], names[1])
		if err != nil {
			return err
		}
		s, err := in.Read(ctx, names[1])
		switch {
		case err != nil:
			return err
		case !s[0].Stored():
			return fmt.Errorf("%s is not stored", names)
		}
		return f(s[0])
	}
	containers := names
	if len(names) == place.Root {
		var err error
		if containers, err = sh.Containers(ctx); err != nil {
			return err
		}
	}
	var errs []error
	for _, name := range containers {
		for s, err := range sh.Root.Container(name).Stored(ctx) {
			if err != nil {
				errs = append(errs, err)
				continue
			}
			if err := f(s); err != nil {
				return err
			}
		}
	}
	return hint.Listing(errs)
}

func (sh *Shell) dumped(ctx context.Context, s *session.Session, redact []string) (*dumped, error) {
	d := &dumped{Container: s.Container().Name(), Session: s.ID(), Format: s.Container().Format().Name()}
	if t := s.LastAccess(); !t.IsZero() {
		d.LastAccess = t.UTC().Format(time.RFC3339)
	}
	if item := s.Item(); item.TTL > 0 {
		seconds := item.TTL.Seconds()
		d.TTL = &seconds
	}
	if len(redact) == 0 {
		d.Item, d.Flags, d.Way = s.Item().Value, s.Item().Flags, s.ReadAs()
	}
	data, err := s.Data()
	if err != nil {
		if len(redact) > 0 {
			return nil, fmt.Errorf("%w; it cannot be redacted", err)
		}
		d.Data = json.RawMessage("null")
		return d, nil
	}
	if len(redact) > 0 && s.Container().Raw() && plain.IsValue(data) { // nobody knows what is in it
		redact = []string{"*"}
	}
	b := atMost{stop: ctx.Err}
	err = marked.Write(&b, amend.Display(data, redact))
	switch {
	case err == nil:
		d.Data = b.text
	case errors.Is(err, errMostData) && d.Item != nil: // which tells all
		sh.note("note: %s takes more than %d MB as JSON: its item is dumped, and no data beside it", s.Path(), mostData>>20)
		d.Data = json.RawMessage("null")
	default:
		return nil, fmt.Errorf("%s: %w", s.Path(), err)
	}
	return d, nil
}

// mostData is how much JSON a session is dumped as beside its item: a small item can
// hold a long text any number of times.
const mostData = 64 << 20

var errMostData = fmt.Errorf("%w: it takes more than %d MB as JSON", session.ErrTooLarge, mostData>>20)

// atMost holds what is written, up to mostData bytes.
type atMost struct {
	text []byte
	stop func() error
}

func (b *atMost) Write(p []byte) (int, error) {
	if len(b.text)+len(p) > mostData {
		return 0, errMostData
	}
	if err := b.stop(); err != nil {
		return 0, err
	}
	b.text = append(b.text, p...)
	return len(p), nil
}

func (sh *Shell) load(ctx context.Context, c *use) error {
	name := c.Text(0)
	in := sh.options.In
	if name != "-" {
		f, err := sh.files.Open(ctx, name)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	if in == nil {
		return errors.New("there is no standard input to read from")
	}
	var n moved
	err := c.step(ctx, func() error {
		r := &dumpReader{in: bufio.NewReaderSize(in, 64<<10), name: name}
		for {
			batch, err := r.next(ctx)
			if err != nil || len(batch) == 0 {
				return err
			}
			if err := sh.loadAll(ctx, batch, c.IsSet("replace"), &n); err != nil {
				return err
			}
		}
	})
	if err != nil {
		return err
	}
	return c.emit(output.Message{Words: n.String() + " loaded", Facts: map[string]any{"sessions": n.sessions, "items": n.items}})
}

// dumpReader reads a file that dump wrote, some sessions at a time.
type dumpReader struct {
	in    *bufio.Reader
	name  string
	line  int
	ended bool
}

// mostRead is about how many bytes are read at a time.
const mostRead = 8 << 20

// next reads some sessions; none at the end.
func (r *dumpReader) next(ctx context.Context) (batch []*dumped, err error) {
	size := 0
	for !r.ended && len(batch) < place.BatchSize && size < mostRead {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		text, err := readLine(r.in)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		r.line, r.ended, size = r.line+1, err != nil, size+len(text)
		if strings.TrimSpace(text) == "" {
			continue
		}
		d := &dumped{where: fmt.Sprintf("%s:%d", r.name, r.line)}
		d.wrong = d.parse(text)
		batch = append(batch, d)
	}
	return batch, nil
}

// parse reads a line.
func (d *dumped) parse(text string) error {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(d); err != nil {
		return fmt.Errorf("this is no session that dump wrote: %w", err)
	}
	if d.Container == "" || d.Session == "" {
		return errors.New("this is no session that dump wrote: it has no name")
	}
	return nil
}

// loadAll makes sessions pending. Those of a container are opened in one round trip.
func (sh *Shell) loadAll(ctx context.Context, batch []*dumped, replace bool, n *moved) error {
	tx, err := sh.Tx(ctx)
	if err != nil {
		return err
	}
	ids := make(map[[2]string][]string) // by format and container
	for _, d := range batch {
		if d.wrong == nil {
			in := [2]string{d.Format, d.Container}
			ids[in] = append(ids[in], d.Session)
		}
	}
	for in, all := range ids {
		if f := sh.Root.FormatNamed(in[0]); f != nil {
			_, _ = sh.Root.ContainerIn(in[1], f).Sessions(ctx, tx, all...) // each is asked for again
		}
	}
	for _, d := range batch {
		if err := ctx.Err(); err != nil {
			return err
		}
		in, err := sh.loadOne(ctx, d, replace)
		if err != nil {
			return &hint.Located{Where: d.where, Err: err}
		}
		n.add(in)
	}
	return nil
}

// loadOne makes a session pending, and returns its container.
func (sh *Shell) loadOne(ctx context.Context, d *dumped, replace bool) (*session.Container, error) {
	f := sh.Root.FormatNamed(d.Format)
	switch {
	case d.wrong != nil:
		return nil, d.wrong
	case f == nil:
		return nil, fmt.Errorf("there is no format %s", syntax.Quote(d.Format))
	}
	tx, err := sh.Tx(ctx)
	if err != nil {
		return nil, err
	}
	s, err := sh.Root.ContainerIn(d.Container, f).Session(ctx, tx, d.Session)
	if err != nil {
		return nil, err
	}
	names := place.Path{d.Container, d.Session}
	if s.Exists() {
		if !replace {
			return nil, hint.With(fmt.Errorf("%s is already there", names), "load --replace replaces it")
		}
		if err := s.Delete(); err != nil {
			return nil, err
		}
	}
	if err := d.fill(s); err != nil {
		return nil, err
	}
	if d.TTL != nil && s.Exists() {
		return s.Container(), s.SetTimeout(max(time.Duration(*d.TTL*float64(time.Second)), time.Second))
	}
	return s.Container(), nil
}

// fill gives a session that has nothing what it held.
func (d *dumped) fill(s *session.Session) error {
	if d.Item != nil && s.Container().KeepsFlags() {
		if err := s.SetItem(d.Item, d.Flags); err != nil {
			return err
		}
		return d.amend(s)
	}
	data, err := d.data(s.Container())
	if err != nil {
		return err
	}
	if err := s.Fill(data, s.Container()); err != nil || d.Item == nil {
		return err
	}
	return d.amend(s)
}

// data is what the session held: from the stored item, which tells all, or
// where that was left out, from what was written for people.
func (d *dumped) data(c *session.Container) (*session.Map, error) {
	if d.Item != nil {
		r, err := c.DecodeAs(d.Way, &session.Item{Value: d.Item, Flags: d.Flags})
		if err != nil {
			return nil, err
		}
		return r.Data, nil
	}
	v, err := marked.Decode(d.Data)
	if err != nil {
		return nil, err
	}
	m, ok := v.(*session.Map)
	if !ok {
		return nil, fmt.Errorf("the data is a %s, and no mapping", session.TypeName(v))
	}
	return m, nil
}

// amend makes in a session, which holds what the item tells, the changes that were made by
// hand to the data beside it in the file.
func (d *dumped) amend(s *session.Session) error {
	root, err := s.Data()
	if err != nil || len(d.Data) == 0 || bytes.Equal(d.Data, []byte("null")) { // it was not to be read
		return nil
	}
	was, err := amend.Read(root)
	if err != nil {
		return err
	}
	now, err := marked.Decode(d.Data)
	if err != nil {
		return fmt.Errorf("data: %w", err)
	}
	if _, ok := now.(*session.Map); !ok {
		return fmt.Errorf("the data is a %s, and no mapping", session.TypeName(now))
	}
	return amend.Apply(root, was, now, nil)
}
