package command

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sessh/repl/output"
	"sessh/repl/syntax"
)

// Command is one entry of the command table: all that anybody needs to know
// of a command. Running a line, help, completion, one-shot use and the
// completion script for the user's own shell come from it.
type Command struct {
	Name             string
	Aliases          []string
	Alike            []string // what does the same, more or less, in other shells
	Group            string
	Args             string // as the usage line shows them: "KEY VALUE"
	Short            string // one line, for the list of commands
	Long             string // what help NAME tells beside it
	Example          string // an example block as it stands in a walkthrough
	Kinds            []Kind // what the arguments are, for completion; the last one repeats
	Min              int    // fewest words
	Max              int    // most words; many for any number
	Rest             int    // from which argument on the line is taken as it stands; 0: it is not
	Globs            bool   // whether the last name of a place can be a pattern
	Changes          bool   // whether it edits what is pending
	KeepsTransaction bool   // whether it runs on the transaction as it is, even when nothing is pending
	Paged            bool   // whether its output may be long
	Flags            func(*pflag.FlagSet)
	Value            string                                       // the flag whose value is read as set reads it; "": there is none
	Verbs            []string                                     // what the first argument can be, of the kind Verb
	Values           map[string][]string                          // what flags can be set to, for completion
	Steady           func(env Env, c *Call, output string) string // what of its output is the same each time, for a recording; nil: all
	Run              func(ctx context.Context, env Env, c *Call) (output.Result, error)
}

const Many = 1 << 30

// Leading reports whether flags come before the first argument only.
func (c *Command) Leading() bool { return c.Rest > 0 || slices.Contains(c.Kinds, Line) }

// valueFlag is the flag whose value is read as set reads it, with its dashes.
func (c *Command) valueFlag() string {
	if c.Value == "" {
		return ""
	}
	return "--" + c.Value
}

// A Table is all commands, in the order of the list of commands.
type Table []*Command

// Kind is what an argument names.
type Kind uint8

const (
	Anything      Kind = iota
	Place              // any place of the tree
	Folder             // a place that others are below: not a scalar value
	ConflictPlace      // a place that both sides have changed
	File
	SavepointName
	Verb // one of a few words
	StashName
	CommandName
	OutputFormat
	FormatName
	Line // a whole command line
)

// The groups of the list of commands, in its order.
const (
	GroupWalk        = "Walk"
	GroupEdit        = "Read and write"
	GroupTransaction = "Transaction"
	GroupServer      = "Server"
	GroupWalkthrough = "Walkthroughs"
	GroupShell       = "The shell"
)

var Groups = []string{GroupWalk, GroupEdit, GroupTransaction, GroupServer, GroupWalkthrough, GroupShell}

// Usage is the usage line of a command.
func (c *Command) Usage() string {
	parts := []string{c.Name}
	if c.Flags != nil {
		parts = append(parts, "[flags]")
	}
	if c.Args != "" {
		parts = append(parts, c.Args)
	}
	return strings.Join(parts, " ")
}

// Kind is what argument i is.
func (c *Command) Kind(i int) Kind {
	switch {
	case len(c.Kinds) == 0 || i >= c.Max:
		return Anything
	case i < len(c.Kinds):
		return c.Kinds[i]
	}
	return c.Kinds[len(c.Kinds)-1]
}

// Cobra builds the command for cobra, afresh for each use, since cobra keeps
// the values of flags.
func (c *Command) Cobra() *cobra.Command {
	cc := &cobra.Command{
		Use: c.Usage(), Aliases: c.Aliases, Short: c.Short, Long: c.Short + ".\n\n" + c.Long,
		Example: c.Example, GroupID: c.Group, Run: func(*cobra.Command, []string) {}, SilenceErrors: true, SilenceUsage: true,
		DisableFlagsInUseLine: true, SuggestionsMinimumDistance: 2,
	}
	cc.Flags().SetInterspersed(false)
	cc.Flags().BoolP("help", "h", false, "tell how "+c.Name+" is used")
	if c.Flags != nil {
		c.Flags(cc.Flags())
	}
	return cc
}

// tree builds the tree of all commands.
func (t Table) tree() *cobra.Command {
	root := &cobra.Command{Use: "sessh", SilenceErrors: true, SilenceUsage: true, SuggestionsMinimumDistance: 2}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(&cobra.Command{Hidden: true})
	for _, g := range Groups {
		root.AddGroup(&cobra.Group{ID: g, Title: g})
	}
	for _, c := range t {
		root.AddCommand(c.Cobra())
	}
	return root
}

// Lookup finds a command by its name or one of its other names.
func (t Table) Lookup(name string) *Command {
	for _, c := range t {
		if c.Name == name || slices.Contains(c.Aliases, name) {
			return c
		}
	}
	return nil
}

// Call is one use of a command.
type Call struct {
	Cmd       *Command
	Flags     *pflag.FlagSet
	Words     []syntax.Word // the arguments
	Line      string        // the whole line
	Rest      string        // the line from the argument on that takes it whole
	WantsHelp bool          // whether the command is to be explained, not run
	Given     *given        // the words, where another shell has taken them apart: they stand for themselves
}

func (c *Call) Word(i int) syntax.Word {
	if i < len(c.Words) {
		return c.Words[i]
	}
	return syntax.Word{}
}

func (c *Call) Text(i int) string { return c.Word(i).Text }

func (c *Call) IsSet(flag string) bool {
	on, err := c.Flags.GetBool(flag)
	return err == nil && on
}

func (c *Call) Number(flag string) int {
	n, _ := c.Flags.GetInt(flag)
	return n
}

func (c *Call) String(flag string) string {
	s, _ := c.Flags.GetString(flag)
	return s
}
