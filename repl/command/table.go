package command

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sessh/repl/output"
	"sessh/repl/workspace"
)

// A Command is one entry of the command table. Running a line, help, completion, one-shot
// use and the completion scripts of other shells use nothing else.
type Command struct {
	Name             string
	Aliases          []string
	Alike            []string // names in other shells, for hints
	Group            string
	Args             string                     // as in the usage line: "KEY VALUE"
	Short            string                     // one line, for the list of commands
	Long             string                     // the text of help NAME, see [Command.Help]
	More             func() string              // what follows in it, made when it is shown; nil: nothing does
	Example          string                     // an example as in a walkthrough
	Kinds            []Kind                     // of the arguments, for completion; the last one repeats
	Min              int                        // least number of arguments
	Max              int                        // greatest number of arguments, or Many
	Rest             int                        // the argument from which on the line is taken as it stands; 0: none
	Globs            bool                       // whether the last name of a place can be a pattern
	Changes          bool                       // whether it changes what is pending
	KeepsTransaction bool                       // whether it runs on the open transaction even if nothing is pending
	Offline          bool                       // whether it needs no server
	Brief            bool                       // whether its output is short, and shown after Ctrl-C as well
	Explains         bool                       // whether it finds out what is wrong with servers
	Paged            bool                       // whether its output may be long
	Whole            bool                       // whether all that follows the name is taken as it stands, flags included
	Secret           bool                       // whether its argument is a credential: one text, taken as it stands, which no history or recording keeps
	Credentials      func(text string) []string // finds what its argument may be in any text; only where Secret is set
	Open             func(text string) bool     // reports whether an argument of a command with Secret is none, such as a path; nil: never
	Shows            func(c *Call) bool         // reports whether a use of it only shows something, and ends by itself; nil: none does
	Endless          string                     // a flag with which it shows changes until the user ends it; "": none
	Program          bool                       // whether it runs a program of the machine
	Flags            func(*pflag.FlagSet)
	Value            string                                       // a flag whose value is read as set reads it; "": none
	Verbs            []string                                     // possible values of an argument of kind Verb
	Values           map[string][]string                          // possible values of flags, for completion
	Unreplayable     func(c *Call) bool                           // reports whether a walkthrough cannot run a use of it, so that a recording has what it did; nil: it can run all
	Recalls          func(env Env, c *Call, past Past) bool       // reports whether a use of it depends on what a recording does not have, so that this has what it did; nil: none does
	Steady           func(env Env, c *Call, output string) string // returns the part of its output that is the same each time, for recordings; nil: everything is
	Continues        func(text string) bool                       // reports whether an argument that is taken as it stands goes on on another line; nil: never
	Expand           func(rest string) (string, error)            // of an alias: returns the line that is run for what follows its name; nil: it is none
	Run              func(ctx context.Context, env Env, c *Call) (output.Result, error)
}

// Past is what a recording does not have of what was done: all that was done before it began, and
// lines that a replay cannot run.
type Past struct {
	Commit     int // the number of the last commit; 0: there was none
	Savepoints []*workspace.Savepoint
	Steps      bool // what some steps of undo did is in other steps
}

// Many as [Command].Max allows any number of arguments.
const Many = 1 << 30

// EndsFlags reports whether flags can come only before an argument that is the first.
func (c *Command) EndsFlags(argument string) bool {
	return c.Leading() && (c.Open == nil || !c.Open(argument))
}

// Leading is EndsFlags of most arguments.
func (c *Command) Leading() bool {
	return c.Rest > 0 || c.Secret || c.Whole || slices.Contains(c.Kinds, Line)
}

// LineAt returns the index of the argument that is a whole command line; [Many] if none is.
func (c *Command) LineAt() int {
	if i := slices.Index(c.Kinds, Line); i >= 0 {
		return i
	}
	return Many
}

// valueFlag returns the flag whose value is read as set reads it, with its dashes.
func (c *Command) valueFlag() string {
	if c.Value == "" {
		return ""
	}
	return "--" + c.Value
}

// A Table is the commands, in the order of the list of commands.
type Table []*Command

// A Kind is what an argument names.
type Kind uint8

const (
	Anything      Kind = iota // nothing that completion knows
	Place                     // any place in the tree
	Folder                    // a place that can contain others
	ConflictPlace             // a place in conflict
	PendingPlace              // a place where something is pending
	File                      // a file name
	SavepointName             // a savepoint
	Verb                      // one of a few words
	StashName                 // an entry of the stash
	CommandName               // a command or help topic
	OutputFormat              // a value of the command output
	FormatName                // a format of sessions
	FormatWay                 // a format, or one with a way of writing
	Line                      // a whole command line
	Expression                // in jq's language
)

// IsPlace reports whether the argument is a path.
func (k Kind) IsPlace() bool { return k >= Place && k <= PendingPlace }

// The groups of the list of commands, in its order.
const (
	GroupWalk        = "Walk"
	GroupEdit        = "Read and write"
	GroupTransaction = "Transaction"
	GroupServer      = "Server"
	GroupWalkthrough = "Walkthroughs"
	GroupShell       = "The shell"
	GroupAlias       = "Aliases"
)

// Groups are the groups of the list of commands, in its order.
var Groups = []string{GroupWalk, GroupEdit, GroupTransaction, GroupServer, GroupWalkthrough, GroupShell, GroupAlias}

// Usage returns the usage line.
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

// Kind returns the kind of argument i.
func (c *Command) Kind(i int) Kind {
	switch {
	case len(c.Kinds) == 0 || i >= c.Max:
		return Anything
	case i < len(c.Kinds):
		return c.Kinds[i]
	}
	return c.Kinds[len(c.Kinds)-1]
}

// Help returns the text of help NAME.
func (c *Command) Help() string {
	if c.More == nil {
		return c.Long
	}
	return c.Long + c.More()
}

// Cobra returns the command for cobra, built anew for each use because cobra keeps the
// values of flags.
func (c *Command) Cobra() *cobra.Command {
	cc := &cobra.Command{
		Use: c.Usage(), Aliases: c.Aliases, Short: c.Short, GroupID: c.Group, Run: func(*cobra.Command, []string) {}, SilenceErrors: true, SilenceUsage: true,
		DisableFlagsInUseLine: true, SuggestionsMinimumDistance: 2,
	}
	cc.Flags().SetInterspersed(false)
	cc.Flags().BoolP("help", "h", false, "show the usage of "+c.Name)
	if c.Flags != nil {
		c.Flags(cc.Flags())
	}
	return cc
}

// tree returns the tree of all commands.
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

// Lookup returns the command with that name or alias; nil if there is none.
func (t Table) Lookup(name string) *Command {
	for _, c := range t {
		if c.Name == name || slices.Contains(c.Aliases, name) {
			return c
		}
	}
	return nil
}
