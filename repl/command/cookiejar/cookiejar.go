// Package cookiejar reads the cookies that commands are given: as their text, from standard input, from
// the user, who is not shown what is typed, or from the clipboard. They are credentials: no error
// shows what they hold.
package cookiejar

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"sessh/repl/clipboard"
	"sessh/repl/command"
	"sessh/repl/files"
	"sessh/repl/hint"
	"sessh/session/format/cookie"
)

// Flags adds the flags that [Read] reads.
func Flags(f *pflag.FlagSet) {
	f.Bool("clipboard", false, "read the clipboard")
	f.String("key-file", "", "read the secrets of the application from `FILE`")
}

// Read returns the cookies that a call is about, and the secrets of the application.
func Read(ctx context.Context, env command.Env, c *command.Call) (jar cookie.Jar, err error) {
	if jar.Secrets, err = secrets(ctx, env, c); err != nil {
		return jar, err
	}
	jar.Cookies, err = cookies(ctx, env, c)
	return jar, err
}

func cookies(ctx context.Context, env command.Env, c *command.Call) ([]cookie.Cookie, error) {
	given := len(c.Words) > 0
	switch {
	case given == c.IsSet("clipboard"):
		return nil, c.UsageError(fmt.Errorf("%s takes one TEXT, - or --clipboard", c.Cmd.Name))
	case given && c.IsSplit() && c.SplitFrom(0)[0] != "-":
		words := c.SplitFrom(0)
		all, err := cookie.ParseWords(words)
		return all, notACookie(c, strings.Join(words, " "), err)
	}
	text, err := cookieText(ctx, env, c)
	if err != nil {
		return nil, err
	}
	all, err := cookie.Parse(text)
	return all, notACookie(c, text, err)
}

// cookieText returns the text of the arguments, or what they name.
func cookieText(ctx context.Context, env command.Env, c *command.Call) (string, error) {
	switch {
	case c.IsSet("clipboard") && env.Files != nil && env.Files.Confined:
		return "", errors.New("a walkthrough cannot read the clipboard")
	case c.IsSet("clipboard"):
		text, err := clipboard.Read(ctx, env.Shell.Environ, cookie.MaxText)
		if errors.Is(err, clipboard.ErrNone) {
			err = hint.With(err, "%s reads it, if installed; cookie - asks for the text", clipboard.Programs())
		}
		return text, err
	}
	text := strings.TrimSpace(c.Line[c.Words[0].Start:])
	if text == "-" {
		return askCookie(ctx, env)
	}
	return text, nil
}

// askCookie asks for the text, or reads standard input if there is no user to ask.
func askCookie(ctx context.Context, env command.Env) (string, error) {
	if !env.Shell.CanAskHidden() {
		in := env.Shell.Input()
		if in == nil {
			return "", errors.New("standard input cannot be read here")
		}
		b, err := files.ReadAll(in, "-", cookie.MaxText)
		return string(b), err
	}
	text, err := env.Shell.AskHidden(ctx, "cookie (not shown): ")
	for err == nil && cookie.Continues(text) {
		var more string
		more, err = env.Shell.AskHidden(ctx, "... ")
		text += "\n" + more
	}
	return text, err
}

// secretText returns what is in the file of that name; for "-", what the user answers, or what
// is on standard input if there is no user to ask.
func secretText(ctx context.Context, env command.Env, c *command.Call, name string) ([]byte, error) {
	switch {
	case name != "-":
		return env.Files.Read(ctx, name, cookie.MaxSecrets)
	case env.Shell.CanAskHidden():
		text, err := env.Shell.AskHidden(ctx, "secret (not shown): ")
		return []byte(text), err
	case len(c.Words) > 0 && c.Text(0) == "-":
		return nil, c.UsageError(errors.New("standard input is either the cookie or the secret"))
	}
	in := env.Shell.Input()
	if in == nil {
		return nil, errors.New("standard input cannot be read here")
	}
	return files.ReadAll(in, "-", cookie.MaxSecrets)
}

// secrets returns those in the file that a call names.
func secrets(ctx context.Context, env command.Env, c *command.Call) (cookie.Secrets, error) {
	name := c.String("key-file")
	if name == "" {
		return cookie.Secrets{}, nil
	}
	b, err := secretText(ctx, env, c, name)
	if err != nil {
		return cookie.Secrets{}, err
	}
	s, err := cookie.ParseSecrets(b)
	if err != nil {
		if name != "-" {
			err = fmt.Errorf("%s: %w", name, err)
		}
		err = hint.With(err, "a line of it is KEY or NAME=KEY; Laravel's keys begin with base64:")
	}
	return s, err
}

// notACookie returns an error about the text of a call, without any of it.
func notACookie(c *command.Call, text string, err error) error {
	if err == nil {
		return nil
	}
	late := false
	c.Flags.VisitAll(func(f *pflag.Flag) { late = late || strings.Contains(text, " --"+f.Name) })
	if late {
		return &hint.Usage{Err: hint.With(err, "flags stand before TEXT")}
	}
	return hint.With(err, "TEXT is the value of a cookie, NAME=VALUE, a Cookie header, or a copied curl command")
}
