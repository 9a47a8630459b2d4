package servers

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"sessh/repl/command"
	"sessh/repl/dumpfile"
	"sessh/repl/files"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/session/figure"
)

// maxRecording is how large a recording on standard input can be, which is read twice.
const maxRecording = 1 << 30

// loadAt loads the sessions of a recording as they were at the moment of --at.
func loadAt(ctx context.Context, env command.Env, c *command.Call, in io.Reader, name string) (output.Result, error) {
	m, err := dumpfile.ParseMoment(c.String("at"), env.Shell.Now())
	if err != nil {
		return nil, &hint.Usage{Err: err}
	}
	span, again, err := spanOf(ctx, env, in, name)
	if err != nil {
		return nil, err
	}
	defer again.Close()
	at, err := m.In(span)
	if err != nil {
		return nil, err
	}
	if late := span.Late(at); late != "" {
		env.Out.Note("note: %s", late)
	}
	return loadSnapshot(ctx, env, c, dumpfile.NewReader(again, name).All(ctx), &dumpfile.Snapshot{At: at}, name)
}

// spanOf returns the span of a recording, and the recording to be read again.
func spanOf(ctx context.Context, env command.Env, in io.Reader, name string) (span dumpfile.Span, again io.ReadCloser, err error) {
	var kept []byte
	if name == "-" {
		if kept, err = files.ReadAll(in, name, maxRecording); err != nil {
			return span, nil, err
		}
		in = bytes.NewReader(kept)
	}
	if span, err = dumpfile.ReadSpan(ctx, dumpfile.NewReader(in, name)); err != nil {
		return span, nil, err
	}
	if name == "-" {
		return span, io.NopCloser(bytes.NewReader(kept)), nil
	}
	again, err = env.Files.Open(ctx, name)
	return span, again, err
}

// loadSnapshot loads the sessions of a recording at one moment.
func loadSnapshot(ctx context.Context, env command.Env, c *command.Call, lines iter.Seq2[*dumpfile.Session, error], snapshot *dumpfile.Snapshot, name string) (output.Result, error) {
	latest := snapshot.At.IsZero()
	for d, err := range lines {
		if err == nil {
			err = snapshot.Add(d)
		}
		if err != nil {
			return nil, err
		}
	}
	snapshot.Settle()
	noteLeftOut(env, name, snapshot.Span)
	if snapshot.Partly || !snapshot.Began {
		env.Out.Note("note: %s has some sessions only from when they were first written", name)
	}
	l := newLoader(env, c.IsSet("replace"))
	err := env.Shell.Step(ctx, c.Label(), func() error {
		var errs []error
		for batch := range slices.Chunk(snapshot.Sessions, place.BatchSize) {
			wrong, err := l.load(ctx, batch)
			if err != nil {
				return err
			}
			if errs = append(errs, wrong...); len(errs) >= maxErrors {
				break
			}
		}
		return notLoaded(errs)
	})
	if err != nil {
		return nil, err
	}
	at := snapshot.At.In(env.Shell.Now().Location())
	words := l.n.String() + loadedAsOf + dumpfile.Zoned(at)
	if latest {
		words += ", where the recording ends"
	}
	if snapshot.Gone > 0 {
		words += fmt.Sprintf("; gone by then: %s", figure.Count(snapshot.Gone, "session"))
	}
	return output.Message{Words: words, Facts: map[string]any{"sessions": l.n.sessions, "items": l.n.items, "gone": snapshot.Gone, "at": at.UTC().Format(time.RFC3339Nano)}}, nil
}

const loadedAsOf = " loaded, as of "

// steadyLoad keeps an output up to the time of a recording.
func steadyLoad(_ command.Env, _ *command.Call, output string) string {
	if before, _, ok := strings.Cut(output, loadedAsOf); ok {
		return before + loadedAsOf + "...\n"
	}
	return output
}
