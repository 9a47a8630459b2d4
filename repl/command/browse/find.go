package browse

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/pattern"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session/tree"
)

// searching returns the commands that search sessions.
func searching() command.Table {
	return command.Table{
		{
			Name: "find", Group: command.GroupWalk, Args: "EXPR [PATH]", Short: "find sessions by their content, or places by their names",
			Long: `EXPR is in jq's language, over a session as JSON: '.cart.total > 100', or
'.cart.items[] | select(.qty > 9) | .sku'. A Decimal is a number there, a datetime
is text as in 2026-11-27T08:00:00Z ("help values"). A session matches if the result is
anything but null and false; a result other than true is shown. == compares, and =
assigns. Where EXPR fails, since sessions differ, the session does not match; if
none matches, a note says why. --exec LINE runs a line in each session that
matches, and collects the changes in the transaction.
With --name or --type EXPR is a pattern with *, ? and [] instead, and every
session, package and key with a matching name is printed; --type T limits them to
a type (session, package, string, integer, float, bool, null, bytes, time, list,
mapping). An expression that needs more memory than sessh --memory allows is
refused, as is a regular expression in it of more than 4096 bytes or 8192 parts,
or one that takes too long on a long text. Sessions are read in batches, and do
not become part of the transaction; at / raw items are searched, too. As a single
command, or as the last line of a script, a search without a match ends with
status 1. --limit N ends the search with the N-th match.`,
			Example: "sessh> set /Shop/s1/cart/total 120\nsessh> find '.cart.total > 100'\n/Shop/s1\nsessh> find --name t* /Shop\n/Shop/s1/cart/total\n",
			Kinds:   []command.Kind{command.Expression, command.Place}, Min: 1, Max: 2, Paged: true, Shows: command.Without("exec"), Run: find, Steady: steadySearch,
			Flags: func(f *pflag.FlagSet) {
				f.Bool("name", false, "search names: EXPR is a pattern")
				f.String("type", "", "find only values of `TYPE`; EXPR is a pattern")
				f.StringP("exec", "x", "", "run `LINE` in each session that matches")
				limited(f)
			},
			Values: map[string][]string{"type": typeNames},
		},
		{
			Name: "grep", Alike: []string{"search"}, Group: command.GroupWalk, Args: "PATTERN [PATH]", Short: "search names and values for a pattern",
			Long: `Prints every key below PATH whose name, or whose value as shown, matches PATTERN,
a regular expression (Go's RE2) of at most 4096 bytes and 8192 parts. A pattern
with blanks or backslashes needs quotes, as in '\d+' or "\d+". -i ignores case.
There is no -v: nearly everything in a session does not match. Sessions are read in batches,
and do not become part of the transaction; at / raw items are searched, too. As a
single command, or as the last line of a script, a search without a match ends
with status 1. --limit N ends the search with the N-th match.`,
			Example: "sessh> set /Shop/s1/cart/title \"Blue Train\"\nsessh> grep -i blue /Shop\n/Shop/s1/cart/title  \"Blue Train\"\n",
			Kinds:   []command.Kind{command.Anything, command.Place}, Min: 1, Max: 2, Paged: true, Shows: command.Always, Run: grep, Steady: steadySearch,
			Flags: func(f *pflag.FlagSet) {
				f.BoolP("ignore-case", "i", false, "ignore case")
				f.Bool("names", false, "search only names")
				limited(f)
			},
		},
	}
}

// limited adds the flag that limits a search.
func limited(f *pflag.FlagSet) {
	f.IntP("limit", "n", 0, "stop after `N` matches; 0 means all")
}

var typeNames = []string{"session", "package", "null", "bool", "integer", "float", "string", "bytes", "time", "list", "mapping", "object"}

func find(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	byName, exec := c.IsSet("name") || c.String("type") != "", c.String("exec")
	switch {
	case byName && exec != "":
		return nil, c.UsageError(errors.New("--exec needs an expression, not a pattern"))
	case byName:
		return findNames(ctx, env, c)
	case exec != "":
		return findAndRun(ctx, env, c, exec)
	}
	return findMatching(ctx, env, c)
}

// findNames finds places whose names match a pattern.
func findNames(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	glob, typ := c.Text(0), c.String("type")
	if err := place.CheckGlob(glob); err != nil {
		return nil, err
	}
	return hits(env, c, &hit{}, func(emit emitter) error {
		return eachPlace(ctx, env, c.Path(env, 1), "", func(at place.Path, v any) error {
			if !place.Matches(glob, at[len(at)-1]) || typ != "" && typ != typeAt(at, v) {
				return nil
			}
			marks := whole
			if glob == "*" {
				marks = none
			}
			return emit(&hit{names: at, value: v, search: marks})
		})
	}), nil
}

// A hit is one place that a search found.
type hit struct {
	names  place.Path
	value  any
	show   bool
	search func(text string) [][]int // where a text matches
}

func (h *hit) JSON() any {
	return map[string]any{"path": h.names.String(), "type": typeAt(h.names, h.value), "value": output.JSON(h.value)}
}

func (*hit) Columns() []string { return []string{"path", "type", "value"} }

func (h *hit) Text(p *output.Printer) {
	head := h.names.String()
	cells := p.Width(screen.Width(head) + 2)
	if p.Palette.On() {
		head = h.marked(p)
	}
	if !h.show {
		p.Line("%s", head)
		return
	}
	p.EntryMatched(head+"  ", output.OneLine{Value: h.value, Cells: cells}, h.search)
}

// marked returns the path with what matches in its last name.
func (h *hit) marked(p *output.Printer) string {
	n := len(h.names) - 1
	if n < 0 {
		return h.names.String()
	}
	above := ""
	if n > 0 {
		above = h.names[:n].String()
	}
	return above + "/" + p.Matched(syntax.Quote(h.names[n]), h.search)
}

// whole is the search for names that match as a whole.
func whole(text string) [][]int { return [][]int{{0, len(text)}} }

// none is the search that marks nothing.
func none(string) [][]int { return nil }

// typeAt returns the type of the value at a place: a session, a package, or that of the
// value.
func typeAt(names place.Path, v any) string {
	switch len(names) {
	case place.Session:
		return "session"
	case place.Package:
		if _, ok := v.(*tree.Map); ok {
			return "package"
		}
	}
	return tree.TypeName(v)
}

// hits returns the rows of a search. A search without a hit reports [command.ErrNoMatch].
func hits(env command.Env, c *command.Call, of output.Row, search func(emit emitter) error) output.Result {
	return output.Listed(of, output.Rows(func(emit emitter) error {
		found, limit := 0, c.Number("limit")
		err := search(func(r output.Result) error {
			if err := emit(r); err != nil {
				return err
			}
			return enough(&found, limit)
		})
		return foundAny(env, c, found > 0, err)
	}))
}

// errEnough ends a search, or a listing, that has found as much as it was asked for.
var errEnough = errors.New("enough was found")

// enough counts what was found, and returns [errEnough] at the limit; 0 is none.
func enough(found *int, limit int) error {
	if *found++; *found == limit {
		return errEnough
	}
	return nil
}

// foundAny returns the error that a search ends with.
func foundAny(env command.Env, c *command.Call, found bool, err error) error {
	if found {
		return err
	}
	if none, ok := errors.AsType[*nowhere](err); ok {
		if len(c.Words) > 1 { // it was named
			noteNoSessions(env, none.container)
			return c.NoSessions(env, none.container)
		}
		err = nil
	}
	if lacking := env.Shell.NotFound(command.ErrNoMatch); err == nil {
		return lacking
	}
	return err
}

func grep(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	flags := ""
	if c.IsSet("ignore-case") {
		flags = "(?i)"
	}
	re, err := pattern.Compile(flags, c.Text(0))
	var large *pattern.TooLargeError
	switch {
	case errors.As(err, &large):
		return nil, err
	case err != nil:
		return nil, &hint.Usage{Err: fmt.Errorf("%s is not a regular expression: %w", syntax.QuoteWord(c.Text(0)), err)}
	}
	onlyNames := c.IsSet("names")
	return hits(env, c, &hit{}, func(emit emitter) error {
		return eachPlace(ctx, env, c.Path(env, 1), literalOf(re.Regexp), func(at place.Path, v any) error {
			scalar := isScalar(v)
			matched, err := re.Match(ctx, at[len(at)-1])
			if err == nil && !matched && scalar && !onlyNames {
				matched, err = matchValue(ctx, re, v)
			}
			if err != nil || !matched {
				return err
			}
			return emit(&hit{names: at, value: v, show: scalar, search: func(text string) [][]int { return re.FindAllStringIndex(text, -1) }})
		})
	}), nil
}

// isScalar reports whether a value cannot contain others.
func isScalar(v any) bool {
	switch v.(type) {
	case *tree.Map, *tree.List:
		return false
	}
	return true
}

// literalOf returns a text that is part of every match of re; "" if there is no simple one.
func literalOf(re *regexp.Regexp) string {
	literal, _ := re.LiteralPrefix()
	return literal
}

// matchValue matches a text as it is, and any other value as it is shown.
func matchValue(ctx context.Context, re *pattern.Pattern, v any) (bool, error) {
	switch v := v.(type) {
	case string:
		return re.Match(ctx, v)
	case tree.Bytes:
		return re.Match(ctx, string(v))
	}
	return re.Match(ctx, notation.Inline(v))
}
