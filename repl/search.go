package repl

import (
	"context"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/pattern"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/txn"
)

func searchCommands() []*command.Command {
	return []*command.Command{
		{
			Name: "find", Group: command.GroupWalk, Args: "EXPR [PATH]", Short: "find sessions by what they hold, or places by their names",
			Long: `EXPR is in jq's language, over a session as JSON: '.cart.total > 100', or
'.cart.items[] | select(.qty > 9) | .sku'. A session for which it gives anything
but null and false is a match; what it gives, other than true, is shown. Where it fails,
for sessions differ, that is no match; where nothing matches, a note says why. --exec
LINE runs a line in each of them, and collects the changes in the transaction.
With --name or --type EXPR is a pattern with *, ? and [] instead, and every
session, package and key is printed whose name matches; --type T lists only
those of a type (session, package, string, integer, float, bool, null, bytes,
time, list, mapping). An expression that would hold more memory than sessh
--memory says is refused, as is a regular expression in it of more than 4096 bytes
or 8192 parts, or one that takes too long in a long text. Sessions are read in batches, without becoming part of
the transaction; at / raw items are searched, too. As a single command, or the last
line of a script, a search that finds nothing ends with status 1.`,
			Example: "sessh> set /Shop/s1/cart/total 120\nsessh> find '.cart.total > 100'\n/Shop/s1\nsessh> find --name t* /Shop\n/Shop/s1/cart/total\n",
			Kinds:   []command.Kind{command.Anything, command.Place}, Min: 1, Max: 2, Paged: true, Legacy: (*Shell).findAny,
			Flags: func(f *pflag.FlagSet) {
				f.Bool("name", false, "find by names: EXPR is a pattern")
				f.String("type", "", "list only what is a `TYPE`; EXPR is a pattern")
				f.StringP("exec", "x", "", "run `LINE` in each session that matches")
			},
			Values: map[string][]string{"type": typeNames},
		},
		{
			Name: "grep", Alike: []string{"search"}, Group: command.GroupWalk, Args: "PATTERN [PATH]", Short: "search names and values for a pattern",
			Long: `Prints every key below PATH whose name, or whose value as it is shown, matches
PATTERN, a regular expression (Go's RE2) of at most 4096 bytes and 8192 parts. One
with blanks or backslashes stands in quotes, as '\d+' or "\d+". -i ignores case, -v
is not there: a session has too much that does not match. Sessions are read in batches,
without becoming part of the transaction; at / raw items are searched, too. As a
single command, or the last line of a script, a search that finds nothing ends with
status 1.`,
			Example: "sessh> set /Shop/s1/cart/title \"Blue Train\"\nsessh> grep -i blue /Shop\n/Shop/s1/cart/title  \"Blue Train\"\n",
			Kinds:   []command.Kind{command.Anything, command.Place}, Min: 1, Max: 2, Paged: true, Legacy: (*Shell).grep,
			Flags: func(f *pflag.FlagSet) {
				f.BoolP("ignore-case", "i", false, "let upper and lower case match each other")
				f.Bool("names", false, "search the names only")
			},
		},
	}
}

var typeNames = []string{"session", "package", "null", "bool", "integer", "float", "string", "bytes", "time", "list", "mapping", "object"}

func (sh *Shell) findAny(ctx context.Context, c *use) error {
	byName := c.IsSet("name") || c.String("type") != ""
	switch {
	case byName && c.String("exec") != "":
		return command.UsageError(c.Cmd, errors.New("--exec goes with an expression, not with a pattern"))
	case byName:
		return sh.findNames(ctx, c)
	}
	return sh.findMatching(ctx, c)
}

// visit is called for each place below another, the place itself included.
type visit func(names place.Path, v any) error

// search is how sessions are searched.
type search struct {
	literal string          // not "": sessions that hold it nowhere may be left out
	look    func(v any) any // not nil: what visit is called with instead of a session's data
	visit   visit           // is called for one session after the other; look for several at a time
}

// each visits all places at and below names, sessions in batches.
func (sh *Shell) each(ctx context.Context, names place.Path, literal string, f visit) error {
	unlessStopped := func(names place.Path, v any) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return f(names, v)
	}
	return sh.eachSession(ctx, names, &search{literal: literal, visit: func(names place.Path, v any) error { return walk(names, v, unlessStopped) }})
}

// eachSession visits the sessions at and below names, in batches; or the value
// that is there, where names lead into a session.
func (sh *Shell) eachSession(ctx context.Context, names place.Path, s *search) error {
	if len(names) >= place.Session {
		at, err := sh.Find(ctx, names)
		if err != nil {
			return err
		}
		if !at.Found {
			return at.Missing()
		}
		v := at.Value
		if s.look != nil {
			v = s.look(v)
		}
		return s.visit(names, v)
	}
	tx, err := sh.Tx(ctx)
	if err != nil {
		return err
	}
	container := ""
	if len(names) == place.Container {
		container = names[0]
	}
	return sh.scan(ctx, tx, container, s)
}

// scan visits the stored sessions, and those that are pending. Sessions that
// hold the literal nowhere are passed over, where that can be told at once.
func (sh *Shell) scan(ctx context.Context, tx *txn.Tx, container string, how *search) error {
	var errs []error
	progress := sh.progress("sessions")
	defer progress.Done()
	for peeks, err := range sh.Root.Scan(ctx, tx, container) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		var looked []any
		switch {
		case how.look != nil:
			looked = make([]any, len(peeks))
			session.Prepare(ctx, peeks, func(i int, s *session.Session) {
				if data, err := s.Data(); err == nil {
					looked[i] = how.look(data)
				}
			})
		case how.literal == "":
			session.Prepare(ctx, peeks, nil)
		}
		for i, p := range peeks {
			if err := ctx.Err(); err != nil {
				return err
			}
			progress.Add(1)
			if p.Excludes(how.literal) && !strings.Contains(p.ID, how.literal) && !strings.Contains(p.Container.Name(), how.literal) {
				continue
			}
			s := p.Session()
			data, err := s.Data()
			if err != nil {
				errs = append(errs, err)
				continue
			}
			v := any(data)
			if looked != nil {
				v = looked[i]
			}
			if err := how.visit(place.Path{p.Container.Name(), s.ID()}, v); err != nil {
				return err
			}
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return hint.Listing(errs)
}

func walk(names place.Path, v any, f visit) error {
	if err := f(names, v); err != nil {
		return err
	}
	var err error
	below := func(name string, x any) bool {
		err = walk(append(names[:len(names):len(names)], name), x, f)
		return err == nil
	}
	switch v := v.(type) {
	case *session.Map:
		v.All()(func(k, x any) bool { return below(v.Name(k), x) })
	case *session.List:
		v.All()(func(i int, x any) bool { return below(session.KeyName(i), x) })
	}
	return err
}

// hit is one place that a search found.
type hit struct {
	names place.Path
	value any
	show  bool
}

func (h *hit) JSON() any {
	return map[string]any{"path": h.names.String(), "type": typeAt(h.names, h.value), "value": output.JSON(h.value)}
}

func (h *hit) Text(p *output.Printer) {
	head := h.names.String()
	if !h.show {
		p.Line("%s", head)
		return
	}
	p.Entry(p.Palette.Plain, head, "  ", output.OnLine{Value: h.value, Cells: p.Width(screen.Width(head) + 2)})
}

func typeAt(names place.Path, v any) string {
	switch len(names) {
	case place.Session:
		return "session"
	case place.Package:
		if _, ok := v.(*session.Map); ok {
			return "package"
		}
	}
	return session.TypeName(v)
}

func (sh *Shell) findNames(ctx context.Context, c *use) error {
	glob, typ := c.Text(0), c.String("type")
	if _, err := path.Match(glob, ""); err != nil {
		return fmt.Errorf("the pattern %s is not closed", syntax.Quote(glob))
	}
	sh.lacking = command.ErrNoMatch
	return sh.each(ctx, c.here(1), "", func(names place.Path, v any) error {
		if !place.Matches(glob, names[len(names)-1]) || typ != "" && typ != typeAt(names, v) {
			return nil
		}
		sh.lacking = nil
		return c.emit(&hit{names: names, value: v})
	})
}

func (sh *Shell) grep(ctx context.Context, c *use) error {
	flags := ""
	if c.IsSet("ignore-case") {
		flags = "(?i)"
	}
	re, err := pattern.Compile(flags, c.Text(0))
	var large *pattern.TooLargeError
	switch {
	case errors.As(err, &large):
		return err
	case err != nil:
		return fmt.Errorf("%s is no regular expression: %w", syntax.Quote(c.Text(0)), err)
	}
	only := c.IsSet("names")
	sh.lacking = command.ErrNoMatch
	return sh.each(ctx, c.here(1), literalOf(re.Regexp), func(names place.Path, v any) error {
		scalar := false
		switch v.(type) {
		case *session.Map, *session.List:
		default:
			scalar = true
		}
		matched, err := re.Match(ctx, names[len(names)-1])
		if err == nil && !matched && scalar && !only {
			matched, err = matchValue(ctx, re, v)
		}
		if err != nil || !matched {
			return err
		}
		sh.lacking = nil
		return c.emit(&hit{names: names, value: v, show: scalar})
	})
}

// literalOf is a text that everything holds that re matches; "" where there is
// none that could be looked for.
func literalOf(re *regexp.Regexp) string {
	literal, _ := re.LiteralPrefix()
	return literal
}

// matchValue matches a text as it is, and any other value as it is shown.
func matchValue(ctx context.Context, re *pattern.Pattern, v any) (bool, error) {
	switch v := v.(type) {
	case string:
		return re.Match(ctx, v)
	case session.Bytes:
		return re.Match(ctx, string(v))
	}
	return re.Match(ctx, notation.Inline(v))
}
