package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sessh/repl"
	"sessh/repl/report"
	"sessh/repl/setting"
	"sessh/session/format/framework"
)

// completionTimeout is how long a server may make no progress while the user's own shell
// waits for Tab.
const completionTimeout = time.Second

// completeWords completes the words of a one-shot command in the user's own shell: commands,
// and paths and keys if there is a server. What is wrong is not said there.
func (s *settings) completeWords(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	ctx := cmp.Or(cmd.Context(), context.Background())
	nothing, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return nil, cobra.ShellCompDirectiveDefault
	}
	defer nothing.Close()
	s.stdin, s.stderr = nothing, nothing // nothing is asked, nor noted
	words, err := s.configure(args)
	var all []string
	if len(words) == len(args) && len(words) == 0 {
		all = s.serverNames(typed)
	}
	s.timeout = min(s.timeout, completionTimeout)
	o := repl.Options{Aliases: s.file.Aliases, Patience: completionTimeout}
	if err == nil && len(words) > 0 && (s.demo || len(s.servers) > 0) && s.check(0) == nil {
		if store, status := s.open(ctx, words); status == report.Done {
			defer store.Close()
			o.Store, o.Formats, o.ReadOnly = store, s.formats, true
		}
	}
	sh := repl.New(o)
	defer sh.Close(context.WithoutCancel(ctx))
	directive := cobra.ShellCompDirectiveNoFileComp
	for _, c := range sh.CompleteWords(words, typed) {
		all = append(all, c.Text)
		if strings.HasSuffix(c.Text, "/") { // more of the path may follow
			directive |= cobra.ShellCompDirectiveNoSpace
		}
	}
	return all, directive
}

// serverNames returns the servers of the configuration file whose names begin so.
func (s *settings) serverNames(typed string) []string {
	names := slices.Sorted(maps.Keys(s.file.Servers))
	return slices.DeleteFunc(names, func(name string) bool { return !strings.HasPrefix(name, typed) })
}

// completeValues has the values of flags completed.
func (s *settings) completeValues(c *cobra.Command) {
	for _, row := range setting.Table() {
		if row.In&setting.Flag != 0 && row.Choices != nil {
			_ = c.RegisterFlagCompletionFunc(row.Name, cobra.FixedCompletions(row.Choices, cobra.ShellCompDirectiveNoFileComp))
		}
	}
	_ = c.RegisterFlagCompletionFunc("format", func(_ *cobra.Command, _ []string, typed string) (names []string, _ cobra.ShellCompDirective) {
		for _, f := range framework.All() {
			if name := f.Name(); strings.HasPrefix(name, typed) {
				names = append(names, name)
			}
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	})
	_ = c.RegisterFlagCompletionFunc("server", func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		_ = s.readFile() // what is wrong in it is not said here
		return s.serverNames(typed), cobra.ShellCompDirectiveNoFileComp
	})
}

// completionShells are the shells for which there is a completion script.
var completionShells = []string{"bash", "fish", "powershell", "zsh"}

// knownShell refuses another shell as the argument of completion, which cobra would not.
func knownShell(words []string) error {
	if len(words) < 2 || words[0] != "completion" || strings.HasPrefix(words[1], "-") || slices.Contains(completionShells, words[1]) {
		return nil
	}
	return fmt.Errorf("there is no completion for %s, only for %s", words[1], strings.Join(completionShells, ", "))
}
