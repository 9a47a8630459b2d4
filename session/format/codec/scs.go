package codec

import (
	"bytes"
	"math"
	"time"

	"sessh/session/format/gob"
	"sessh/session/format/graph"
	"sessh/session/format/plain"
	"sessh/session/format/serial"
	"sessh/session/format/wrap"
)

// SCS are the sessions of Go's alexedwards/scs, by encoding/gob or in JSON. Those that have
// values of an application's own types in a gob cannot be read.
func SCS() *Set {
	return (&Set{
		Codecs:  []*Codec{inGob(), anyJSON(), gobOfOwnTypes()},
		Neither: "it is not a session of scs in a gob or JSON",
	}).In(scs(), scs1())
}

func inGob() *Codec {
	return &Codec{
		Codec: &serial.Codec{
			Name: "gob",
			Dialect: &graph.Dialect{
				Repr:  plain.JSON.Dialect.Repr,
				Usual: func(n *graph.Node) bool { return n.Kind == graph.List || n.Kind == graph.Map },
			},
			Decode: gob.Decode, Encode: gob.Encode, Sketch: gob.Sketch,
		},
		ID: "gob", What: "the gob", Label: "a gob", Ways: []Way{{Name: "gob"}},
		Begins: gob.Begins, Heads: gob.Begins,
	}
}

func gobOfOwnTypes() *Codec {
	return sealed("gob-of-own-types", "a gob with values of the application's own types",
		"it has values of the application's own types, without which it cannot be read or written", "",
		func(value []byte) bool {
			if !gob.Begins(value) || serial.Reads(gob.Sketch, value) {
				return false
			}
			_, _, err := gob.Decode(value)
			return gob.IsOfOwnTypes(err)
		}, showStrings)
}

// scs is what scs puts around the values of a session.
func scs() *Envelope {
	return &Envelope{Name: "scs", About: "with its deadline", Around: withDeadline(gob.Deadline, gob.Values)}
}

// scs1 is what version 1 of scs puts around them.
func scs1() *Envelope {
	return &Envelope{Name: "scs1", About: "with its deadline, as of scs 1", Around: func(outer *Codec) []*Codec {
		if outer.ID != idJSON {
			return nil
		}
		return withDeadline("deadline", "data")(outer)
	}}
}

// withDeadline returns the envelopes in which values are beside their deadline. The names of
// both stand in what is written.
func withDeadline(deadline, values string) func(*Codec) []*Codec {
	return func(outer *Codec) []*Codec {
		all := part(beside(deadline, values))(outer)
		for _, c := range all {
			c.Begins = func(value []byte) bool { return outer.Begins(value) && bytes.Contains(value, []byte(deadline)) }
		}
		return all
	}
}

// beside is the place of values that are beside their deadline.
func beside(deadline, values string) wrap.Place {
	return wrap.Place{
		Find: func(root *graph.Node) *graph.Node {
			n := root.Entry(values)
			if !root.Only(deadline, values) || root.Entry(deadline) == nil || n == nil || n.Kind != graph.Map {
				return nil
			}
			return n
		},
		Deadline: &wrap.Deadline{
			Of: func(root *graph.Node) time.Time {
				n := root.Entry(deadline)
				if n == nil {
					return time.Time{}
				}
				if n.Kind == graph.Time {
					return n.Time
				}
				end, err := time.Parse(time.RFC3339Nano, n.Text)
				if err != nil {
					return wrap.TimeOf(n, time.Nanosecond) // of scs 1
				}
				return end
			},
			Set: func(root *graph.Node, end time.Time) {
				if end.IsZero() { // it always has one
					end = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
				}
				end = end.UTC()
				var n *graph.Node
				switch was := root.Entry(deadline); was.Kind {
				case graph.Time:
					n = &graph.Node{Kind: graph.Time, Time: end}
				case graph.Text:
					n = graph.NewText(end.Format(time.RFC3339Nano))
				default:
					n = graph.NewInt(nanoseconds(end))
				}
				wrap.Replace(root, deadline, n)
			},
		},
		Wrap: func(n *graph.Node) *graph.Node {
			const lifetime = 24 * time.Hour // as scs has it
			return &graph.Node{Kind: graph.Map, Pairs: []graph.Pair{
				{Key: graph.NewText(deadline), Value: graph.NewText(time.Now().Add(lifetime).UTC().Format(time.RFC3339))},
				{Key: graph.NewText(values), Value: n},
			}}
		},
	}
}

// nanoseconds returns a time as scs 1 counts it, or the last one that can be counted so.
func nanoseconds(t time.Time) int64 {
	if last := time.Unix(0, math.MaxInt64); t.After(last) {
		t = last
	}
	return t.UnixNano()
}
