package repl

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sessh/repl/command"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session"
)

func lifetimeCommands() []*command.Command {
	return []*command.Command{{
		Name: "expire", Group: command.GroupEdit, Args: "PATH DURATION", Short: "change how long a session lives",
		Long: `DURATION is as 90s, 30m, 1h30m or 7d, or "never". The new timeout is pending
like any other change, counts from the commit on, and stays with the session.`,
		Example: "sessh> set /Shop/s1/cart/total 12\nsessh> expire /Shop/s1 2h\nsessh> diff\n/Shop/s1\n~ timeout  1h -> 2h\n/Shop/s1/cart\n+ total    12\n",
		Kinds:   []command.Kind{command.Place, command.Anything}, Min: 2, Max: 2, Changes: true, Legacy: (*Shell).expire,
	}}
}

func (sh *Shell) expire(ctx context.Context, c *use) error {
	d, err := parseSpan(c.Text(1))
	if err != nil {
		return command.UsageError(c.Cmd, err)
	}
	names := c.Resolve(c.Words[0])
	if len(names) < place.Session {
		return fmt.Errorf("%s is no session, nor a place in one", names)
	}
	return c.step(ctx, func() error {
		s, err := sh.Session(ctx, names)
		if err != nil {
			return err
		}
		return s.SetTimeout(d)
	})
}

// parseSpan reads a duration, with days.
func parseSpan(text string) (time.Duration, error) {
	if text == "never" || text == "0" {
		return session.TTLNever, nil
	}
	var days int
	rest := text
	if head, tail, ok := strings.Cut(text, "d"); ok {
		if _, err := fmt.Sscanf(head, "%d", &days); err != nil || fmt.Sprint(days) != head || days < 0 || days > 36500 {
			return 0, fmt.Errorf("%q is no duration: 90s, 30m, 1h30m, 7d and never are some", text)
		}
		rest = tail
	}
	d := time.Duration(days) * 24 * time.Hour
	if rest != "" {
		x, err := time.ParseDuration(rest)
		if err != nil {
			return 0, fmt.Errorf("%q is no duration: 90s, 30m, 1h30m, 7d and never are some", text)
		}
		d += x
	}
	if d < time.Second {
		return 0, fmt.Errorf("%s is too short: the least is 1s", syntax.Quote(text))
	}
	return d, nil
}
