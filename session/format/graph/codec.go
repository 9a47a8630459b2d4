package graph

import (
	"errors"

	"sessh/session/tree"
)

// A Codec is one way of writing values: it makes nodes of bytes, and bytes of
// nodes.
type Codec struct {
	Name string
	// Decode reads a value. How it was written, beyond what nodes tell, is for
	// Encode, which gets it for the same value after an edit, and nil for a
	// value that was not read.
	Decode  func(value []byte) (root *Node, how any, err error)
	Encode  func(root *Node, how any) ([]byte, error)
	Dialect *Dialect
}

// Map reads a value that is a mapping as a whole.
func (c *Codec) Map(value []byte) (*tree.Map, error) {
	m, _, err := c.Read(value)
	return m, err
}

// Read is Map, and tells how the value was written.
func (c *Codec) Read(value []byte) (m *tree.Map, how any, err error) {
	root, how, err := c.Decode(value)
	switch {
	case err != nil && len(value) == 0: // in some, nothing is an empty session
		return nil, nil, errors.New("the value is empty")
	case err != nil:
		return nil, nil, err
	}
	m = tree.NewMap()
	return m, how, c.Dialect.Fill(m, root)
}

func describe(n *Node) string {
	if n.Kind == Object {
		return n.Class
	}
	return n.Kind.String()
}

// Rewrite lays an edited mapping over the value that it was read from; was is
// nil for a new one.
func (c *Codec) Rewrite(m *tree.Map, was []byte) ([]byte, error) { return c.rewrite(m, was, nil) }

// Write writes a new mapping as others were written.
func (c *Codec) Write(m *tree.Map, how any) ([]byte, error) { return c.rewrite(m, nil, how) }

func (c *Codec) rewrite(m *tree.Map, was []byte, how any) ([]byte, error) {
	root := &Node{Kind: Map}
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
