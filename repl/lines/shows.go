package lines

import (
	"errors"
	"fmt"

	"sessh/repl/command"
	"sessh/repl/hint"
)

// OnlyShows returns nil if a line only shows something, and ends by itself, so that it can be
// run again and again; otherwise an error about it. own are the flags of the program.
func (c Classifier) OnlyShows(text string, own []string) error {
	line := c.Classify(text)
	switch line.Kind {
	case Nothing:
		return &hint.Usage{Err: errors.New("there is no command to repeat")}
	case Statement:
		return hint.With(errors.New("a statement may change something, and is not repeated"), "every repeats commands that only show something")
	}
	return c.parsedOnlyShows(line.Parsed, own)
}

// WordsOnlyShow is OnlyShows for words that another shell has split.
func (c Classifier) WordsOnlyShow(words, own []string) error {
	return c.parsedOnlyShows(c.Commands.ParseSplit(words), own)
}

func (c Classifier) parsedOnlyShows(p *command.Parsed, own []string) error {
	call, err := c.Commands.Bind(p, own)
	if err != nil {
		return err
	}
	if call.Cmd.Expand != nil {
		text, err := call.Cmd.Expand(call.After())
		if err != nil {
			return err
		}
		return c.parsedOnlyShows(c.Commands.Parse(text), own)
	}
	if call.WantsHelp || call.Cmd.Shows != nil && call.Cmd.Shows(call) && !call.Endless() {
		return nil
	}
	return hint.With(fmt.Errorf("%s may change something or not end, and is not repeated", call.Cmd.Name), "every repeats commands that only show something, such as ls, get, diff, du and stats")
}
