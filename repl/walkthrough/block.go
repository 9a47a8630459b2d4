package walkthrough

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sessh/repl/hint"
	"sessh/session/format/lazyregexp"
)

// A Block is a part of a walkthrough that prepares what its examples need (a set-up), or
// removes what they leave (a clean-up). Its output is not compared; if it fails, so does the
// walkthrough. It is a fenced block with "setup" or "cleanup" behind the language, or a comment
// that names a file:
//
//	```sessh setup
//	set /Shop/s1/cart/total 12
//	```
//
//	<!-- sessh: cleanup fixtures/cleanup.sessh -->
//
// Set-ups run before the first example and clean-ups after the last one, wherever they stand,
// each in a shell of its own, which commits at its end.
type Block struct {
	Line    int    // of the fence or comment, from 1
	Cleanup bool   // else it is a set-up
	Rows    bool   // it has sessions, as dump writes them; else lines of the shell
	Text    string // its lines; "" if it names a file
	File    string // the file that it names, beside the walkthrough
}

// String returns the word for it in messages.
func (b *Block) String() string {
	if b.Cleanup {
		return "clean-up"
	}
	return "set-up"
}

// A Preparer is a [Runner] that can run set-ups and clean-ups. Without one, a walkthrough that
// has any fails.
type Preparer interface {
	Prepare(ctx context.Context, b *Block) error
}

var (
	blockFence   = lazyregexp.New("^[ \\t]*(?:```+|~~~+)[ \\t]*([A-Za-z]+)[ \\t]+(setup|cleanup)[ \\t]*$")
	blockComment = lazyregexp.New(`^[ \t]*(?:<!--|\.\.)[ \t]+sessh:[ \t]+(setup|cleanup)[ \t]+(\S.*?)[ \t]*(?:-->)?[ \t]*$`)
	unknownFence = lazyregexp.New("^[ \\t]*(?:```+|~~~+)[ \\t]*(?i:sessh)[ \\t]+([A-Za-z-]+)[ \\t]*$")
	anyComment   = lazyregexp.New(`^[ \t]*(?:<!--|\.\.)[ \t]+sessh:[ \t]*(.*?)[ \t]*(?:-->)?[ \t]*$`)
	rowLanguage  = lazyregexp.New(`^(?i:jsonl|ndjson|json)$`)
)

// block parses a set-up or clean-up that begins at the current line, if one does.
func (p *parser) block(text string) bool {
	if m := blockComment.Get().FindStringSubmatch(text); m != nil && !p.fenced {
		p.f.Blocks = append(p.f.Blocks, &Block{Line: p.at + 1, Cleanup: m[1] == "cleanup", File: m[2], Rows: strings.HasSuffix(m[2], ".jsonl")})
		p.at++
		return true
	}
	m := blockFence.Get().FindStringSubmatch(text)
	if m == nil || p.fenced {
		p.noBlock(text)
		return false
	}
	b := &Block{Line: p.at + 1, Cleanup: m[2] == "cleanup", Rows: rowLanguage.Get().MatchString(m[1])}
	var lines strings.Builder
	for p.at++; p.at < len(p.f.lines) && !fence.Get().MatchString(p.f.lines[p.at]); p.at++ {
		line := strings.TrimRight(p.f.lines[p.at], "\r\n")
		lines.WriteString(strings.TrimPrefix(line, prompts[Shell]+" ") + "\n")
	}
	p.at++
	b.Text = lines.String()
	p.f.Blocks = append(p.f.Blocks, b)
	return true
}

// noBlock adds an example that cannot be run for a line that would begin a set-up or clean-up, if it were
// not for a word in it.
func (p *parser) noBlock(text string) {
	err := errors.New("a block of sessh is a setup or a cleanup")
	m := unknownFence.Get().FindStringSubmatch(text)
	if m == nil {
		err = errors.New("a comment of sessh is setup FILE or cleanup FILE")
		m = anyComment.Get().FindStringSubmatch(text)
	}
	if m == nil || p.fenced {
		return
	}
	next := p.at + 1
	p.f.Examples = append(p.f.Examples, &Example{
		File: p.f.Name, Line: next, Heading: p.heading, Err: fmt.Errorf("%w: %q is neither", err, m[1]),
		wantFrom: next, wantTo: next, promptEnd: next,
	})
}

// prepare runs the set-ups, or the clean-ups, up to the first that fails, and returns the
// outcome of that; nil if none does.
func (f *File) prepare(ctx context.Context, r Runner, cleanup bool) *Outcome {
	for _, b := range f.Blocks {
		if b.Cleanup != cleanup {
			continue
		}
		p, ok := r.(Preparer)
		if !ok {
			return f.failed(b, fmt.Errorf("there is nothing to run it"))
		}
		if err := p.Prepare(ctx, b); err != nil {
			return f.failed(b, err)
		}
	}
	return nil
}

// failed returns the outcome of a set-up or clean-up that failed.
func (f *File) failed(b *Block, err error) *Outcome {
	source := b.File
	if source == "" {
		source, _, _ = strings.Cut(b.Text, "\n")
	}
	o := &Outcome{Status: Malformed, prepared: true}
	if h, ok := errors.AsType[*hint.Error](err); ok {
		o.hint = h.Text
	}
	err = fmt.Errorf("the %s failed: %s", b, strings.ReplaceAll(err.Error(), "\n", "; "))
	o.Example = &Example{File: f.Name, Line: b.Line, Source: source + "\n", Err: err}
	return o
}

// cleanupTime limits a clean-up after Ctrl-C.
const cleanupTime = 30 * time.Second

// cleanUp runs the clean-ups, even if ctx has ended.
func (f *File) cleanUp(ctx context.Context, r Runner) *Outcome {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
	defer cancel()
	return f.prepare(ctx, r, true)
}
