package repl

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/output"
	"sessh/repl/syntax"
)

// Command is one entry of the command table: all that anybody needs to know
// of a command. Running a line, help, completion, one-shot use and the
// completion script for the user's own shell come from it.
type Command struct {
	name    string
	aliases []string
	alike   []string // what does the same, more or less, in other shells
	group   string
	args    string // as the usage line shows them: "KEY VALUE"
	short   string // one line, for the list of commands
	long    string // what help NAME tells beside it
	example string // an example block as it stands in a walkthrough
	kinds   []kind // what the arguments are, for completion; the last one repeats
	min     int    // fewest words
	max     int    // most words; many for any number
	rest    int    // from which argument on the line is taken as it stands; 0: it is not
	globs   bool   // whether the last name of a place can be a pattern
	changes bool   // whether it edits what is pending
	frozen  bool   // whether it runs on the transaction as it is, even when nothing is pending
	paged   bool   // whether its output may be long
	flags   func(*pflag.FlagSet)
	value   string                                               // the flag whose value is read as set reads it; "": there is none
	values  map[string][]string                                  // what flags can be set to, for completion
	steady  func(env command.Env, c *call, output string) string // what of its output is the same each time, for a recording; nil: all
	run     func(ctx context.Context, env command.Env, c *call) (output.Result, error)
	legacy  any
}

const many = 1 << 30

// leading reports whether flags come before the first argument only.
func (c *Command) leading() bool { return c.rest > 0 || slices.Contains(c.kinds, lineKind) }

// valueFlag is the flag whose value is read as set reads it, with its dashes.
func (c *Command) valueFlag() string {
	if c.value == "" {
		return ""
	}
	return "--" + c.value
}

// A Table is all commands, in the order of the list of commands.
type Table []*Command

// kind is what an argument names.
type kind uint8

const (
	anything      kind = iota
	anyPlace           // any place of the tree
	folder             // a place that others are below: not a scalar value
	conflictPlace      // a place that both sides have changed
	file
	savepointName
	stashVerb
	stashName
	commandName
	format
	formatName
	lineKind // a whole command line
)

// The groups of the list of commands, in its order.
const (
	groupWalk        = "Walk"
	groupEdit        = "Read and write"
	groupTransaction = "Transaction"
	groupServer      = "Server"
	groupWalkthrough = "Walkthroughs"
	groupShell       = "The shell"
)

var groups = []string{groupWalk, groupEdit, groupTransaction, groupServer, groupWalkthrough, groupShell}

// usage is the usage line of a command.
func (c *Command) usage() string {
	parts := []string{c.name}
	if c.flags != nil {
		parts = append(parts, "[flags]")
	}
	if c.args != "" {
		parts = append(parts, c.args)
	}
	return strings.Join(parts, " ")
}

// kind is what argument i is.
func (c *Command) kind(i int) kind {
	switch {
	case len(c.kinds) == 0 || i >= c.max:
		return anything
	case i < len(c.kinds):
		return c.kinds[i]
	}
	return c.kinds[len(c.kinds)-1]
}

// cobra builds the command for cobra, afresh for each use, since cobra keeps
// the values of flags.
func (c *Command) cobra() *cobra.Command {
	cc := &cobra.Command{
		Use: c.usage(), Aliases: c.aliases, Short: c.short, Long: c.short + ".\n\n" + c.long,
		Example: c.example, GroupID: c.group, Run: func(*cobra.Command, []string) {}, SilenceErrors: true, SilenceUsage: true,
		DisableFlagsInUseLine: true, SuggestionsMinimumDistance: 2,
	}
	cc.Flags().SetInterspersed(false)
	cc.Flags().BoolP("help", "h", false, "tell how "+c.name+" is used")
	if c.flags != nil {
		c.flags(cc.Flags())
	}
	return cc
}

// tree builds the tree of all commands.
func (t Table) tree() *cobra.Command {
	root := &cobra.Command{Use: "sessh", SilenceErrors: true, SilenceUsage: true, SuggestionsMinimumDistance: 2}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(&cobra.Command{Hidden: true})
	for _, g := range groups {
		root.AddGroup(&cobra.Group{ID: g, Title: g})
	}
	for _, c := range t {
		root.AddCommand(c.cobra())
	}
	return root
}

// lookup finds a command by its name or one of its other names.
func (t Table) lookup(name string) *Command {
	for _, c := range t {
		if c.name == name || slices.Contains(c.aliases, name) {
			return c
		}
	}
	return nil
}

// call is one use of a command.
type call struct {
	cmd       *Command
	flags     *pflag.FlagSet
	words     []syntax.Word // the arguments
	line      string        // the whole line
	rest      string        // the line from the argument on that takes it whole
	wantsHelp bool          // whether the command is to be explained, not run
	given     *given        // the words, where another shell has taken them apart: they stand for themselves
}

func (c *call) word(i int) syntax.Word {
	if i < len(c.words) {
		return c.words[i]
	}
	return syntax.Word{}
}

func (c *call) text(i int) string { return c.word(i).Text }

func (c *call) isSet(flag string) bool {
	on, err := c.flags.GetBool(flag)
	return err == nil && on
}

func (c *call) number(flag string) int {
	n, _ := c.flags.GetInt(flag)
	return n
}

func (c *call) string(flag string) string {
	s, _ := c.flags.GetString(flag)
	return s
}
