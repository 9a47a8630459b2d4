// Package browse has the commands that only read: they go to a place, list its contents,
// search it and describe it.
//
// Long results (the sessions of a container, a tree, the hits of a search) are returned as
// [output.Rows], which are shown one by one while the servers still list: nothing here waits
// for the end of a listing, except to sort it.
//
// A command that does not find what it was asked for reports that through
// [command.Call.NotFound] and the like, which decide whether it is an error.
package browse

import (
	"context"
	"maps"
	"slices"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/listing"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/session"
	"sessh/session/sweep"
)

// Commands returns the commands, in the order of the list of commands.
func Commands() command.Table { return slices.Concat(walking(), searching(), reading()) }

// noteNew notes on a terminal that a place does not exist yet, if so, and which one may have been meant.
func noteNew(ctx context.Context, env command.Env, at place.Path) {
	if len(at) < place.Session || !env.Out.IsTerminal() {
		return
	}
	if spot, err := env.Place.Find(ctx, at); err == nil && !spot.Found {
		env.Out.Remark("(new: created by the first key that is set in it)")
		if near := spot.Near(); near != "" {
			env.Out.Remark("hint: %s", hint.DidYouMean(near))
		}
	}
}

func containers(ctx context.Context, env command.Env, _ *command.Call) (output.Result, error) {
	return output.Listed(&listing.Container{}, output.Rows(func(emit emitter) error {
		return listContainers(ctx, env, anyName, emit)
	})), nil
}

// listContainers lists the containers whose names match, with the number of their
// sessions: those that the store lists, and those of pending sessions.
func listContainers(ctx context.Context, env command.Env, match func(string) bool, emit emitter) error {
	counts, errs := count(ctx, env)
	signs := make(map[string]rune)
	if w := env.Work.Open(); w != nil {
		for _, s := range w.Sessions() {
			sign := output.SessionSign(s)
			if name := s.Container().Name(); counts[name] == 0 && sign != output.SignNone && signs[name] != output.SignAdded {
				signs[name] = sign
			}
		}
	}
	for name := range signs {
		counts[name] = 0
	}
	for _, name := range env.Work.RawLast(slices.Sorted(maps.Keys(counts))) {
		if !match(name) {
			continue
		}
		in := env.Root.Container(name)
		row := &listing.Container{
			Name: name, Sessions: counts[name], Sign: output.SignNone,
			Format: in.Format().Name(), Own: in.Format().Traits().Own, Noun: listing.Noun(in),
		}
		if signs[name] != 0 {
			row.Sign, row.Unlisted = signs[name], len(errs) > 0
		}
		if err := emit(row); err != nil {
			return err
		}
	}
	return hint.Listing(errs)
}

// count returns the numbers of the sessions that the store lists, by container.
func count(ctx context.Context, env command.Env) (counts map[string]int, errs []error) {
	progress := env.Out.Progress("items")
	defer progress.Done()
	all := make(map[*session.Container]*counted)
	var latest *session.Container // it is often that of the next one
	var its *counted
	for f := range hint.Collect(sweep.ListNames(ctx, env.Root), &errs) {
		progress.Add(1)
		if f.Container != latest {
			if latest, its = f.Container, all[f.Container]; its == nil {
				its = new(counted)
				all[latest] = its
			}
		}
		if its.sessions++; len(its.ids) == mostIDs {
			env.Shell.Listed(latest.Name(), its.ids...)
			its.ids = its.ids[:0]
		}
		its.ids = append(its.ids, f.ID)
	}
	counts = make(map[string]int)
	for in, its := range all {
		env.Shell.Listed(in.Name(), its.ids...)
		counts[in.Name()] += its.sessions
	}
	return counts, errs
}

// counted is what was counted in a container, with the ids that the shell was not told yet.
type counted struct {
	sessions int
	ids      []string
}

// mostIDs is the number of ids that the shell is told at a time.
const mostIDs = 64
