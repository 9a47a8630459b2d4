package codec

import (
	"bytes"
	"time"

	"sessh/session/format/graph"
	"sessh/session/format/pickle"
	"sessh/session/format/wrap"
)

// PicklesOrJSON are what a client of Python makes of a dictionary that may be told to write
// JSON.
func PicklesOrJSON() *Set {
	return &Set{
		Codecs:  []*Codec{python, anyJSON()},
		Neither: "it is neither a pickle nor in JSON",
	}
}

// Flask are the sessions of Flask-Session.
func Flask() *Set {
	return &Set{
		Codecs:  []*Codec{messagePack, python, flaskJSON()},
		Neither: "it is neither a pickle nor MessagePack",
	}
}

// flaskJSON is JSON as Flask-Session writes it: others write JSON under such keys, too.
func flaskJSON() *Codec {
	c := named("flask-json", inJSON("JSON", `{"_permanent":`))
	c.Codec = wrap.Part(c.Codec, wrap.Place{
		Find: func(root *graph.Node) *graph.Node {
			if root.Entry("_permanent") == nil {
				return nil
			}
			return root
		},
		Wrap:  func(n *graph.Node) *graph.Node { return n },
		Needs: "_permanent", Example: "true",
	})
	return c
}

// CherryPy are the sessions of CherryPy, each in a pair with the time when it expires.
func CherryPy() *Set { return Pickles().In(cherryPy()) }

func cherryPy() *Envelope {
	return &Envelope{
		Name: "cherrypy", About: "in a pair with the time when it expires",
		Around: part(wrap.Place{
			Find: func(root *graph.Node) *graph.Node {
				if root.Form != "tuple" || len(root.Items) != 2 || root.Items[0].Kind != graph.Map || root.Items[1].Class != "datetime.datetime" {
					return nil
				}
				return root.Items[0]
			},
			Wrap: func(n *graph.Node) *graph.Node {
				root, _, err := pickle.Decode([]byte(emptyPair), graph.Limits{})
				if err != nil {
					return n // it is a pickle
				}
				root.Items[0] = n
				return root
			},
		}),
		Is: func(value []byte) bool { return python.Begins(value) && bytes.Contains(value, []byte("datetime")) },
	}
}

// emptyPair is ({}, datetime.datetime(9999, 12, 31)): CherryPy sets the time when it next
// writes the session.
const emptyPair = "\x80\x02}q\x00cdatetime\ndatetime\nq\x01c_codecs\nencode\nq\x02X\x0a\x00\x00\x00'\x0f\x0c\x1f\x00\x00\x00\x00\x00\x00q\x03X\x06\x00\x00\x00latin1q\x04\x86q\x05Rq\x06\x85q\x07Rq\x08\x86q\t."

// AIOHTTP are the sessions of aiohttp_session, beside the time when they were begun.
func AIOHTTP() *Set { return jsonIn("", aiohttp()) }

func aiohttp() *Envelope {
	return &Envelope{
		Name: "aiohttp", About: "with the time when it was begun", Names: []string{`"created"`, `"session"`},
		Around: part(wrap.Place{
			Find: func(root *graph.Node) *graph.Node {
				created, data := root.Entry("created"), root.Entry("session")
				if !root.Only("created", "session") || created == nil || created.Kind != graph.Int || data == nil || data.Kind != graph.Map {
					return nil
				}
				return data
			},
			Wrap: func(n *graph.Node) *graph.Node {
				return &graph.Node{Kind: graph.Map, Pairs: []graph.Pair{
					{Key: graph.NewText("created"), Value: graph.NewInt(time.Now().Unix())},
					{Key: graph.NewText("session"), Value: n},
				}}
			},
		}),
	}
}
