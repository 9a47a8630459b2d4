package codec

import (
	"fmt"
	"slices"
	"strings"

	"sessh/session/format/graph"
)

// phpParted says which places of a session were references (&) to one variable with a
// plain value, and are no longer, though they are still there: "" if there are none.
// A session shows the value at each of them, but not that they share it.
func phpParted(c *Codec, was, now []byte) string {
	before, _, err := c.Decode(was)
	if err != nil {
		return ""
	}
	after, _, err := c.Decode(now)
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
		if phpDialect.Distinct(n) {
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

// partsReferences fails for a session with an object in several places of which some
// are references (&): which of them are one variable is not kept through an edit.
func partsReferences(root *graph.Node) error {
	places, referred := make(map[*graph.Node]int), make(map[*graph.Node]bool)
	met := make(map[*graph.Node]bool)
	var walk func(n *graph.Node)
	walk = func(n *graph.Node) {
		if n.Kind == graph.Object {
			places[n]++
		}
		if met[n] || !n.Compound() {
			return
		}
		met[n] = true
		for _, c := range slices.Concat(n.Args, n.Items) {
			walk(c)
		}
		for _, p := range n.Pairs {
			referred[p.Value] = referred[p.Value] || strings.HasSuffix(p.Key.Form, "&")
			walk(p.Value)
		}
	}
	walk(root)
	for n, many := range places {
		if many > 1 && referred[n] {
			return fmt.Errorf("an object of the class %.100s is in several places, and some of them are references (&), which an edit does not keep", n.Class)
		}
	}
	return nil
}
