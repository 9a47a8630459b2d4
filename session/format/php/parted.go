package php

import (
	"fmt"
	"slices"
	"strings"

	"sessh/session/format/graph"
)

// parted says which places of a session were references (&) to one variable with a
// plain value, and are no longer, though they are still there: "" where there are
// none. A session shows the value at each of them, and not what they share.
func parted(way string, was, now []byte) string {
	s, err := serializerNamed(way)
	if err != nil {
		return ""
	}
	before, _, err := s.codec.Decode(was)
	if err != nil {
		return ""
	}
	after, _, err := s.codec.Decode(now)
	if err != nil {
		return ""
	}
	var groups [][]string // of places
	at := make(map[*graph.Node]int)
	variables(before, func(place string, n *graph.Node) {
		i, met := at[n]
		if !met {
			i = len(groups)
			at[n], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], place)
	})
	wanted, there := make(map[string]bool), make(map[string]*graph.Node)
	for _, places := range groups {
		for _, p := range places {
			wanted[p] = len(places) > 1
		}
	}
	eachPlain(after, func(place string, n *graph.Node) {
		if wanted[place] {
			there[place] = n
		}
	})
	for _, places := range groups {
		places = slices.DeleteFunc(places, func(p string) bool { return there[p] == nil })
		if slices.ContainsFunc(places, func(p string) bool { return there[p] != there[places[0]] }) {
			const most = 4
			if len(places) > most {
				places = append(places[:most], "…")
			}
			return fmt.Sprintf("%s were references (&) to one variable, and are no longer", strings.Join(places, ", "))
		}
	}
	return ""
}

// variables calls f with the plain values that are references, and their places.
func variables(root *graph.Node, f func(place string, n *graph.Node)) {
	eachPlain(root, func(place string, n *graph.Node) {
		if dialect.Distinct(n) {
			f(place, n)
		}
	})
}

// eachPlain calls f with the plain values in arrays, and their places.
func eachPlain(root *graph.Node, f func(place string, n *graph.Node)) {
	met := make(map[*graph.Node]bool)
	var walk func(place string, n *graph.Node)
	walk = func(place string, n *graph.Node) {
		switch {
		case n.Kind == graph.Object || met[n]:
			return
		case !n.Compound():
			f(place[1:], n)
			return
		}
		met[n] = true
		for i, x := range n.Items {
			walk(fmt.Sprintf("%s/%d", place, i), x)
		}
		for _, p := range n.Pairs {
			name := p.Key.Text
			if p.Key.Kind == graph.Int {
				name = fmt.Sprint(p.Key.Int)
			}
			walk(place+"/"+name, p.Value)
		}
	}
	walk("", root)
}
