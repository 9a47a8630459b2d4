package serial

import (
	"errors"

	"sessh/session/format/graph"
	"sessh/session/tree"
)

// A Codec is one way of writing values: it turns bytes into nodes and back.
type Codec struct {
	Name string
	// Decode reads a value. How it was written, beyond what nodes record, is for
	// Encode, which gets it for the same value after an edit, and nil for a value
	// that was not read.
	Decode  func(value []byte) (root *graph.Node, how any, err error)
	Encode  func(root *graph.Node, how any) ([]byte, error)
	Dialect *graph.Dialect
	// Sketch makes a root of a value as Decode would, as far as a [Sketch] has it. It fails with
	// [ErrUnusual] where only Decode can determine the value, and with another error where
	// Decode would certainly fail. It may be nil.
	Sketch func(s *Sketch) (root *graph.Node, err error)
	// Timer is that of deadlines in values; nil if there are none.
	Timer *Timer
}

// Map reads a value that is a mapping as a whole.
func (c *Codec) Map(value []byte) (*tree.Map, error) {
	m, _, err := c.Read(value)
	return m, err
}

// Read is Map, and also returns how the value was written.
func (c *Codec) Read(value []byte) (m *tree.Map, how any, err error) {
	root, how, err := c.Decode(value)
	return c.read(value, root, how, err)
}

// read is Read, after Decode.
func (c *Codec) read(value []byte, root *graph.Node, how any, err error) (*tree.Map, any, error) {
	switch {
	case err != nil && len(value) == 0: // in some, nothing is an empty session
		return nil, nil, errors.New("the value is empty")
	case err != nil:
		return nil, nil, err
	}
	m := tree.NewMap()
	return m, how, c.Dialect.Fill(m, root)
}

// Rewrite lays an edited mapping over the value that it was read from; was is
// nil for a new one.
func (c *Codec) Rewrite(m *tree.Map, was []byte) ([]byte, error) { return c.rewrite(m, was, nil) }

// Write writes a new mapping as others were written.
func (c *Codec) Write(m *tree.Map, how any) ([]byte, error) { return c.rewrite(m, nil, how) }

func (c *Codec) rewrite(m *tree.Map, was []byte, how any) ([]byte, error) {
	root := &graph.Node{Kind: graph.Map}
	if was != nil {
		var err error
		if root, how, err = c.Decode(was); err != nil {
			return nil, err
		}
	}
	if err := c.Dialect.MergeEntries(root, m); err != nil {
		return nil, err
	}
	return c.Encode(root, how)
}
