package transact

import (
	"context"
	"fmt"
	"io"

	"sessh/repl/command"
	"sessh/repl/dumpfile"
	"sessh/repl/hint"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session/figure"
	"sessh/session/format"
	"sessh/session/storage"
	"sessh/session/tree"
)

// sessionIn returns the session of a place in a file that dump wrote, or the only session in
// it.
func sessionIn(ctx context.Context, env command.Env, in io.Reader, name string, names place.Path) (*dumpfile.Session, error) {
	progress := env.Out.Progress("sessions")
	defer progress.Done()
	r := dumpfile.NewReader(in, name)
	var only *dumpfile.Session
	n := 0
	for {
		batch, err := r.Next(ctx)
		if err != nil {
			return nil, err
		}
		if len(batch) == 0 {
			break
		}
		for _, d := range batch {
			switch {
			case d.Wrong != nil:
				return nil, &hint.Located{Where: d.Where, Err: d.Wrong}
			case d.Container == names[0] && d.Session == names[1]:
				return d, nil
			}
			only = d
			n++
		}
		progress.Add(len(batch))
	}
	if n == 1 {
		return only, nil
	}
	err := fmt.Errorf("%s is not in %s, which has %s", names[:place.Session], name, figure.Count(n, "session"))
	if n == 0 {
		return nil, err
	}
	return nil, hint.With(err, "dump %s FILE writes it to a file; a file with one session is compared whatever its name", names[:place.Session])
}

// dataOf returns the data of a session in a file, with what was edited in the file.
func dataOf(env command.Env, d *dumpfile.Session) (*tree.Map, error) {
	f := env.Root.FormatNamed(d.Format)
	if f == nil && d.Item != nil {
		return nil, fmt.Errorf("there is no format %s", syntax.Quote(d.Format))
	}
	root, err := d.Read(func(way string, item *storage.Item) (*format.Record, error) {
		if way == "" {
			return f.Decode(item.Value, item.Flags)
		}
		return format.DecodeAs(f, way, item.Value, item.Flags)
	})
	if err != nil || d.Item == nil {
		return root, err
	}
	_, err = d.Amend(root)
	return root, err
}
