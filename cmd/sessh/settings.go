package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"sessh/repl"
	"sessh/repl/hint"
	"sessh/repl/line"
	"sessh/repl/line/keys"
	"sessh/repl/meter"
	results "sessh/repl/output"
	"sessh/repl/report"
	"sessh/repl/screen"
	"sessh/repl/setting"
	"sessh/session/demo"
	"sessh/session/format"
	"sessh/session/format/framework"
	"sessh/session/storage"
)

// settings are the flags, and where the program reads and writes.
type settings struct {
	getenv                func(string) string
	lookupenv             func(string) (string, bool)
	stdin, stdout, stderr *os.File
	lasting               context.Context // ends when the program is to end
	end                   *ending
	grace                 time.Duration // of writes that are interrupted; 0 is the usual one

	servers      []string
	demo         bool
	lines        []string
	timeout      time.Duration
	lifetime     time.Duration
	memory       meter.Size
	readOnly     bool
	strict       bool
	format       string
	hash         string
	prefixes     []string
	config       string
	formats      []format.Format // of all this; nil: [framework.All]
	color        string
	output       string
	allowFlush   bool
	noHistory    bool
	noPending    bool
	recover      bool
	useTLS       bool
	tlsCA        string
	tlsName      string
	tlsCert      string
	tlsKey       string
	user         string
	passwordFile string
	version      bool

	promptColor string
	pagerLine   string
	title       bool
	confirm     string
	timing      bool

	suggestions  bool
	highlighting bool

	flags []string       // the names of these
	held  *pflag.FlagSet // all settings, also those without a flag

	file       setting.File      // the configuration
	rows       []framework.Row   // the frameworks in it
	serverName string            // of the server, if it is one of the file
	holds      []setting.Held    // what holds
	origins    map[string]string // whence the value of each setting is

	noPager sync.Once // says why output is not paged
}

const about = `sessh is the shell for web sessions kept in memcached: walk container, session,
package and key like folders; edit inside one open transaction with savepoints;
see pending against committed; commit without losing anybody else's change.

Without a COMMAND it opens the prompt or, if standard input is not a terminal, runs
the lines of standard input. With one it runs only that, and commits what it changed.
"sessh help" lists the commands, "sessh version" prints the version. Flags of sessh
itself can be anywhere on the command line; -- ends them, so that a value can begin
with a dash.

Without --server the sessions are in this process's memory, which is good for
trying things out; a single command that would change something is refused there.

Exit statuses: 0 done; 1 a command or an expectation failed, or what was asked for
is not there; 2 wrong usage; 3 no server; 4 a script ended with changes pending.`

const examples = `  sessh --demo
  sessh --server localhost:11211
  sessh --server localhost:11211 ls /
  sessh --server a:11211,b:11211 -c 'set /Shop/s1/cart/total 12' -c commit
  sessh replay examples/quickstart.md`

func (s *settings) command(start func(*cobra.Command, []string) error) *cobra.Command {
	c := &cobra.Command{
		Use: "sessh [flags] [COMMAND [ARGS...]]", Long: about, Example: examples, Args: cobra.ArbitraryArgs,
		RunE: start, SilenceErrors: true, SilenceUsage: true, DisableFlagsInUseLine: true,
		ValidArgsFunction: s.completeWords,
	}
	f := c.Flags()
	f.SetInterspersed(false)
	f.SortFlags = false
	s.held = s.allSettings()
	for _, row := range setting.Table() {
		if row.In&setting.Flag != 0 {
			f.AddFlag(s.held.Lookup(row.Name))
		}
	}
	s.completeValues(c)
	f.BoolVar(&s.version, "version", false, "print the version, the commit and the version of Go")
	f.VisitAll(func(own *pflag.Flag) {
		if s.flags = append(s.flags, "--"+own.Name); own.Shorthand != "" {
			s.flags = append(s.flags, "-"+own.Shorthand)
		}
	})
	c.CompletionOptions.HiddenDefaultCmd = false
	return c
}

// separate puts the program's own flags before the command.
func separate(root *cobra.Command, args []string) []string {
	if len(args) > 0 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd) { // asked by another shell, about words that come after
		return args
	}
	flags, words := repl.Separate(root.Flags(), args)
	return append(append([]string{}, flags...), words...) // not nil, for which cobra takes the process's own
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

func (s *settings) colored(f *os.File) bool {
	return screen.Colored(s.color, isTerminal(f), s.getenv)
}

// check refuses invalid values of flags.
func (s *settings) check(words int) error {
	err := s.findFormats()
	switch {
	case words > 0 && len(s.lines) > 0:
		return errors.New("a COMMAND and --command cannot be used together")
	case s.color != "auto" && s.color != "always" && s.color != "never":
		return withMeant(fmt.Errorf("--color must be auto, always or never, not %q", s.color), s.color, "auto", "always", "never")
	case !slices.Contains(results.Formats(), s.output):
		return withMeant(fmt.Errorf("--output must be one of %s, not %q", strings.Join(results.Formats(), ", "), s.output), s.output, results.Formats()...)
	case err != nil:
		return err
	case s.recover && (words > 0 || s.noPending):
		return errors.New("--recover is for the prompt, a script, or lines given with -c")
	case s.timeout <= 0:
		return s.wrong("timeout", "must be positive, not %v", s.timeout)
	case s.lifetime < 0 || s.lifetime > 0 && s.lifetime < time.Second:
		return s.wrong("lifetime", "must be at least 1s, or 0 for no expiry, not %v", s.lifetime)
	case s.user != "" && strings.ContainsAny(s.user, " \r\n"):
		return s.wrong("user", "must not contain blanks")
	}
	return nil
}

// withMeant returns an error about a value with the choice that may have been meant as its hint, if there is one.
func withMeant(err error, value string, choices ...string) error {
	if near := hint.Nearest(value, choices); near != "" {
		return hint.With(err, "%s", hint.DidYouMean(near))
	}
	return err
}

// adviceOn returns the hint about wrong settings: of the configuration file, or of the flags
// before a command, if there is one.
func adviceOn(err error, command bool) string {
	var inFile *configError
	switch meant := report.Advice(err, report.Means{}); {
	case meant != "":
		return meant
	case errors.As(err, &inFile):
		return `"sessh help ` + inFile.topic + `" says what the file can have`
	case command:
		return "sessh --help lists the flags; -- ends them, so that a value can begin with a dash"
	}
	return "sessh --help lists the flags"
}

// adviceOnFlag returns the hint about flags that could not be read.
func adviceOnFlag(root *cobra.Command, err error) string {
	if missing, ok := errors.AsType[*pflag.NotExistError](err); ok {
		var names []string
		root.Flags().VisitAll(func(f *pflag.Flag) {
			if !f.Hidden {
				names = append(names, f.Name)
			}
		})
		if near := hint.Nearest(missing.GetSpecifiedName(), names); near != "" && missing.GetSpecifiedShortnames() == "" {
			return hint.DidYouMean("--" + near)
		}
	}
	return "sessh --help lists the flags"
}

// ready settles the settings, and returns the words of the command. If they are wrong, it
// reports why, and ok is false.
func (s *settings) ready(words []string) (rest []string, ok bool) {
	words, err := s.configure(words)
	if err == nil || spared(err, words) {
		err = s.check(len(words))
	}
	s.holds = s.holding()
	if err != nil && !spared(err, words) {
		s.fail(err, adviceOn(err, len(words) > 0))
		return words, false
	}
	return words, true
}

func (s *settings) shellOptions(store storage.Store) repl.Options {
	lifetime := s.lifetime
	if lifetime == 0 {
		lifetime = -1
	}
	o := repl.Options{
		Store: store, Server: strings.Join(s.servers, ","), Embedded: len(s.servers) == 0,
		ReadOnly: s.readOnly, Strict: s.strict, Formats: s.formats, Timeout: lifetime, Memory: int64(s.memory), AllowFlush: s.allowFlush,
		Out: s.stdout, Err: s.stderr, In: s.stdin, Format: results.Format(s.output), Timing: s.timing,
		Color: s.colored(s.stdout), ErrColor: s.colored(s.stderr),
		OutTerminal: isTerminal(s.stdout), ErrTerminal: isTerminal(s.stderr),
		Environ: s.getenv, Flags: s.flags, Program: s.runLine,
		Label: s.serverName, Tint: s.promptColor, Title: s.titled(), Confirm: s.confirms(),
		Aliases: s.file.Aliases, Settings: s.holds, Config: s.file.Name,
	}
	switch {
	case s.demo:
		o.Server, o.NewStore = "demo", demo.New
	case o.Embedded:
		o.Server = "embedded"
	default:
		o.Misplaced, o.Scheme = s.misplaced, s.scheme()
	}
	if !s.noPending {
		o.KeptEdits = filepath.Join(s.stateFolder(), "edits")
	}
	if !s.noPending && !o.Embedded {
		o.Pending, o.Recover = filepath.Join(s.stateFolder(), "pending"), s.recover
		o.Commits = filepath.Join(s.stateFolder(), "commits")
	}
	if o.OutTerminal {
		o.Width, o.Height = s.width, s.height
	}
	if isTerminal(s.stdin) && isTerminal(s.stderr) {
		o.Ask, o.AskHidden = s.ask, s.askHidden
	}
	if isTerminal(s.stdin) && o.OutTerminal {
		o.Run = s.runProgram
		o.Pressed = func(heard func(byte)) (func(), error) { return keys.Pressed(s.stdin, heard) }
		o.Page = s.page
		o.Pages = sync.OnceValue(func() bool {
			_, ok := s.pager()
			return ok
		})
		o.Interact = func(ctx context.Context, sh *repl.Shell) { s.interact(ctx, sh, s.readHistory()) }
	}
	return o
}

// confirms reports whether a commit at the prompt asks.
func (s *settings) confirms() bool {
	return s.confirm == setting.ConfirmAlways || s.confirm == setting.ConfirmProduction && s.promptColor == setting.Production
}

// titled reports whether the title of the window is to be shown, and the terminal may have one.
func (s *settings) titled() bool {
	switch s.getenv("TERM") {
	case "dumb", "linux":
		return false
	case "":
		return s.title && s.getenv("WT_SESSION") != "" // Windows Terminal
	}
	return s.title
}

// ask asks at a terminal that has no prompt.
func (s *settings) ask(ctx context.Context, text string) (string, error) {
	return s.asked(ctx, text, (*line.Editor).ReadAnswer)
}

// askHidden is ask for a secret.
func (s *settings) askHidden(ctx context.Context, text string) (string, error) {
	return s.asked(ctx, text, (*line.Editor).ReadHidden)
}

func (s *settings) asked(ctx context.Context, text string, read func(*line.Editor, context.Context, string) (string, error)) (string, error) {
	e, err := line.New(line.Config{In: s.stdin, Out: s.stderr, Width: s.width, Height: s.height})
	if err != nil {
		return "", err
	}
	defer e.Close()
	return read(e, ctx, text)
}

func (s *settings) width() int {
	w, _, err := term.GetSize(int(s.stdout.Fd()))
	if err != nil {
		return 0
	}
	return w
}

func (s *settings) height() int {
	_, h, err := term.GetSize(int(s.stdout.Fd()))
	if err != nil {
		return 0
	}
	return h
}

// runProgram runs another program in the terminal. Ctrl-C is for it.
func (s *settings) runProgram(_ context.Context, name string, args ...string) error {
	c := s.program(name, args...)
	c.Stdin, c.Stdout, c.Stderr = s.stdin, s.stdout, s.stderr
	defer s.end.mendAfter()
	return c.Run()
}

// runLine runs a program, given as a line for the user's shell. Without an input it has the
// terminal, if there is one.
func (s *settings) runLine(line string, in *os.File, out io.Writer) error {
	words := shellWords(line, s.getenv)
	c := s.program(words[0], words[1:]...)
	c.Stdout, c.Stderr = out, s.stderr
	switch {
	case in != nil:
		c.Stdin = in
	case isTerminal(s.stdin): // otherwise it is the script
		c.Stdin = s.stdin
	}
	defer s.end.mendAfter()
	err := c.Run()
	if endedByUser(err) {
		return nil
	}
	return err
}

// program is another program in the terminal, which ends with this one: it gets
// SIGHUP, and time to save its work.
func (s *settings) program(name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(s.lasting, name, args...)
	c.Cancel = func() error { return hangUp(c.Process) }
	c.WaitDelay = promptGrace / 2
	return c
}

// readHistory reads the history; nil: none is kept, or it could not be read, which is noted.
func (s *settings) readHistory() *line.History {
	if s.noHistory {
		return nil
	}
	h, err := line.OpenHistory(s.historyFile())
	if err != nil {
		fmt.Fprintf(s.stderr, "note: the history could not be read: %s\n", hint.Line(err))
	}
	return h
}

// interact opens the prompt.
func (s *settings) interact(ctx context.Context, sh *repl.Shell, h *line.History) int {
	current := sh // whose lines are read: that of a failed walkthrough, at times
	c := line.Config{
		In: s.stdin, Out: s.stdout, Width: s.width, Height: s.height, History: h, Vi: line.KeysOfVi(s.getenv), Dumb: s.getenv("TERM") == "dumb",
		Key:       func() { current.ForgetInterrupts() },
		Complete:  func(text string, pos int) line.Completion { return current.Complete(text, pos) },
		Arguments: func(text string) []string { return current.Arguments(text) },
		Edit:      func(ctx context.Context, text string) string { return current.EditLine(ctx, text) },
	}
	if s.colored(s.stdout) && s.getenv("TERM") != "dumb" {
		if s.suggestions {
			c.Suggest = func(text string) line.Suggestion { return current.Suggest(text) }
		}
		if s.highlighting {
			c.Styles = func(text string, cursor int) []line.Span { return current.Styles(text, cursor) }
		}
	}
	e, err := line.New(c)
	if err != nil {
		return s.fail(err, "")
	}
	defer e.Close()
	sh.SetInteract(func(ctx context.Context, other *repl.Shell) {
		current = other
		defer func() { current = sh }()
		other.Interact(ctx, watched{e, s.end}, h)
	})
	switch {
	case s.demo:
		fmt.Fprintln(s.stdout, `2,000 sessions of a made-up shop, in this process's memory: "help tour" shows around.`)
	case len(s.servers) == 0:
		fmt.Fprintln(s.stdout, "No --server was given: the sessions are in this process's memory, and end with it.")
	}
	fmt.Fprintln(s.stdout, `"help" lists the commands, Tab completes, Ctrl-D leaves.`)
	s.end.prompting()
	return sh.Interact(ctx, watched{e, s.end}, h)
}

func (s *settings) historyFile() string { return filepath.Join(s.stateFolder(), "history") }

// stateFolder returns the folder for files of the user that are not settings.
func (s *settings) stateFolder() string {
	state := s.getenv("XDG_STATE_HOME")
	if state == "" || !filepath.IsAbs(state) {
		home, err := os.UserHomeDir()
		if err != nil {
			home = os.TempDir()
		}
		state = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(state, "sessh")
}
