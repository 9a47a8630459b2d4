package browse

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"sessh/repl/command"
	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/pattern"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session/tree"
)

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
		return nil, fmt.Errorf("%s is not a regular expression: %w", syntax.Quote(c.Text(0)), err)
	}
	onlyNames := c.IsSet("names")
	return hits(env, c, func(emit emitter) error {
		return eachPlace(ctx, env, c.Path(env, 1), literalOf(re.Regexp), func(at place.Path, v any) error {
			scalar := isScalar(v)
			matched, err := re.Match(ctx, at[len(at)-1])
			if err == nil && !matched && scalar && !onlyNames {
				matched, err = matchValue(ctx, re, v)
			}
			if err != nil || !matched {
				return err
			}
			return emit(&hit{names: at, value: v, show: scalar})
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
