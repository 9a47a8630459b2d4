package servers

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"sessh/repl/amend"
	"sessh/repl/command"
	"sessh/repl/files"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/marked"
	"sessh/session/storage"
	"sessh/session/tree"
)

func load(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	name := c.Text(0)
	in := env.Shell.Input()
	if name != "-" {
		f, err := env.Files.Open(ctx, name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	if in == nil {
		return nil, errors.New("standard input cannot be read here")
	}
	var n moved
	err := env.Shell.Step(ctx, c.Label(), func() error {
		r := &dumpReader{in: bufio.NewReaderSize(in, 64<<10), name: name}
		for {
			batch, err := r.next(ctx)
			if err != nil || len(batch) == 0 {
				return err
			}
			if err := loadAll(ctx, env, batch, c.IsSet("replace"), &n); err != nil {
				return err
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return output.Message{Words: n.String() + " loaded", Facts: map[string]any{"sessions": n.sessions, "items": n.items}}, nil
}

// A dumpReader reads a file that dump wrote, some sessions at a time.
type dumpReader struct {
	in    *bufio.Reader
	name  string
	line  int
	ended bool
}

// batchBytes is about how many bytes are read at a time.
const batchBytes = 8 << 20

// next reads some sessions; at the end it returns none.
func (r *dumpReader) next(ctx context.Context) (batch []*dumped, err error) {
	size := 0
	for !r.ended && len(batch) < place.BatchSize && size < batchBytes {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		text, err := files.ReadLine(r.in)
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

// parse parses a line.
func (d *dumped) parse(text string) error {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(d); err != nil {
		return fmt.Errorf("dump did not write this: %w", err)
	}
	if d.Container == "" || d.Session == "" {
		return errors.New("dump did not write this: it has no name")
	}
	return nil
}

// loadAll makes sessions pending. The sessions of a container are opened in one round trip.
func loadAll(ctx context.Context, env command.Env, batch []*dumped, replace bool, n *moved) error {
	ids := make(map[[2]string][]string) // by format and container
	for _, d := range batch {
		if d.wrong == nil {
			in := [2]string{d.Format, d.Container}
			ids[in] = append(ids[in], d.Session)
		}
	}
	for in, all := range ids {
		if f := env.Root.FormatNamed(in[0]); f != nil {
			_, _ = env.Root.ContainerIn(in[1], f).Sessions(ctx, env.Work.Tx(), all...) // loadOne returns the error
		}
	}
	for _, d := range batch {
		if err := ctx.Err(); err != nil {
			return err
		}
		in, err := loadOne(ctx, env, d, replace)
		if err != nil {
			return &hint.Located{Where: d.where, Err: err}
		}
		n.add(in)
	}
	return nil
}

// loadOne makes a session pending, and returns its container.
func loadOne(ctx context.Context, env command.Env, d *dumped, replace bool) (*session.Container, error) {
	f := env.Root.FormatNamed(d.Format)
	switch {
	case d.wrong != nil:
		return nil, d.wrong
	case f == nil:
		return nil, fmt.Errorf("there is no format %s", syntax.Quote(d.Format))
	}
	s, err := env.Root.ContainerIn(d.Container, f).Session(ctx, env.Work.Tx(), d.Session)
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

// fill gives a new session its content.
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

// data returns the content of the session: from the stored item, or if that was left out,
// from the JSON beside it.
func (d *dumped) data(c *session.Container) (*tree.Map, error) {
	if d.Item != nil {
		r, err := c.DecodeAs(d.Way, &storage.Item{Value: d.Item, Flags: d.Flags})
		if err != nil {
			return nil, err
		}
		return r.Data, nil
	}
	v, err := marked.Decode(d.Data)
	if err != nil {
		return nil, err
	}
	m, ok := v.(*tree.Map)
	if !ok {
		return nil, fmt.Errorf("the data is a %s, not a mapping", tree.TypeName(v))
	}
	return m, nil
}

// amend applies the changes that were made by hand to the JSON in the file to a session
// that was filled from the item.
func (d *dumped) amend(s *session.Session) error {
	root, err := s.Data()
	if err != nil || len(d.Data) == 0 || bytes.Equal(d.Data, []byte("null")) { // there is no data to compare
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
	if _, ok := now.(*tree.Map); !ok {
		return fmt.Errorf("the data is a %s, not a mapping", tree.TypeName(now))
	}
	if err := amend.Apply(root, was, now, nil); err != nil {
		return hint.With(err, "if it was not edited, another version of sessh has dumped it: with \"data\": null, the stored item is loaded")
	}
	return nil
}
