// Package yaml reads and writes the mappings that Perl's modules write in YAML: plain
// data, without tags, anchors and aliases. What was not edited is written as it was read;
// what was, in the style of YAML::XS.
//
// The modules differ in what they read: see [Module].
package yaml

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"sessh/session/format/graph"
	"sessh/session/format/lazyregexp"
)

// Longest is how many bytes a text may have, deepest how deep values may be nested in it,
// and most how many entries and lines it may have: the time that its parser takes grows with
// their square. mostFlow is how many commas there may be between brackets.
const (
	Longest  = 512 << 10
	deepest  = 200
	most     = 10_000
	mostFlow = 100_000
)

// A Module is a module of Perl's that reads and writes YAML, as far as that makes a
// difference. It is how a new document is written, for [Encode].
type Module uint8

const (
	// XS is YAML::XS, for which true and false are truth values and null is nothing.
	XS Module = iota
	// Syck is YAML::Syck, and YAML. For both true, false and null are texts, the second of
	// which Perl takes for true, and \u and \U are not escapes.
	Syck
)

// BySyck begins the documents that YAML::Syck writes, and no other module does.
const BySyck = "--- \n"

// document is how a value was written: the text itself.
type document struct {
	text []byte
	by   Module
}

// Decode reads one document of an application that uses the module. how is for [Encode].
func Decode(value []byte, by Module) (root *graph.Node, how any, err error) {
	if bytes.HasPrefix(value, []byte(BySyck)) {
		by = Syck
	}
	defer func() {
		if p := recover(); p != nil { // of the parser, at what no program writes
			err = fmt.Errorf("the YAML text cannot be read: %v", p)
		}
	}()
	if err := bounded(value); err != nil {
		return nil, nil, err
	}
	if !bytes.HasSuffix(value, []byte("\n")) {
		return nil, nil, errors.New("the YAML text ends too early")
	}
	f, err := parser.ParseBytes(value, 0)
	switch {
	case err != nil:
		return nil, nil, errors.New("no YAML that can be read")
	case len(f.Docs) != 1 || f.Docs[0].Body == nil:
		return nil, nil, errors.New("it is not one document in YAML")
	}
	root, err = by.node(f.Docs[0].Body, 0)
	return root, document{bytes.Clone(value), by}, err
}

// bounded fails for a text that is too long, or nested so deep that its parser would go
// too far.
func bounded(value []byte) error {
	if len(value) > Longest {
		return fmt.Errorf("the YAML text has more than %d bytes", Longest)
	}
	if bytes.Count(value, []byte(":")) > most || bytes.Count(value, []byte("\n")) > most {
		return fmt.Errorf("the YAML text has more than %d entries or lines", most)
	}
	flow, commas := 0, 0
	for line := range bytes.Lines(value) {
		marks, inText := 0, false
		for _, c := range line {
			switch c {
			case '[', '{':
				flow++
			case ']', '}':
				flow = max(0, flow-1)
			case '-', '?', ':':
				if !inText {
					marks++
				}
			case ' ':
			case ',':
				inText = true
				if flow > 0 {
					commas++
				}
			default:
				inText = true
			}
			if flow > deepest || marks > deepest {
				return fmt.Errorf("the YAML text is nested deeper than %d levels", deepest)
			}
			if commas > mostFlow {
				return fmt.Errorf("the YAML text has more than %d commas in its lists and mappings", mostFlow)
			}
		}
	}
	return nil
}

var errOther = errors.New("the YAML text has tags, anchors, aliases or other things than data")

func (by Module) node(n ast.Node, depth int) (*graph.Node, error) {
	if depth > deepest {
		return nil, fmt.Errorf("the YAML text is nested deeper than %d levels", deepest)
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		return by.mapping(n.Values, depth)
	case *ast.MappingValueNode:
		return by.mapping([]*ast.MappingValueNode{n}, depth)
	case *ast.SequenceNode:
		list := &graph.Node{Kind: graph.List}
		for _, x := range n.Values {
			v, err := by.node(x, depth+1)
			if err != nil {
				return nil, err
			}
			list.Items = append(list.Items, v)
		}
		return list, nil
	case *ast.StringNode:
		if t := n.Token; t != nil && t.Type.String() == "String" { // not in quotes
			return by.plain(n.Value), nil
		}
		return graph.NewText(n.Value), nil
	case *ast.LiteralNode:
		return graph.NewText(n.Value.Value), nil
	case *ast.NullNode:
		if t := n.GetToken(); by == Syck && t.Type == token.NullType && t.Value != "~" {
			return graph.NewText(t.Value), nil
		}
		return &graph.Node{}, nil
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return by.plain(n.GetToken().Value), nil
	}
	return nil, errOther
}

func (by Module) mapping(values []*ast.MappingValueNode, depth int) (*graph.Node, error) {
	m := &graph.Node{Kind: graph.Map}
	seen := make(map[string]bool)
	for _, x := range values {
		key, err := by.node(x.Key, depth+1)
		if err != nil {
			return nil, err
		}
		if key.Compound() {
			return nil, errOther
		}
		if key.Kind != graph.Text { // Perl's keys are texts
			key = graph.NewText(x.Key.GetToken().Value)
		}
		if seen[key.Text] {
			return nil, fmt.Errorf("the key %.100q is there twice", key.Text)
		}
		seen[key.Text] = true
		v, err := by.node(x.Value, depth+1)
		if err != nil {
			return nil, err
		}
		m.Pairs = append(m.Pairs, graph.Pair{Key: key, Value: v})
	}
	return m, nil
}

var (
	integer = lazyregexp.New(`^-?(0|[1-9][0-9]{0,17})$`)
	decimal = lazyregexp.New(`^-?(0|[1-9][0-9]*)\.[0-9]+([eE][-+]?[0-9]+)?$`)
)

// plain is what a text without quotes is: a number or a truth value where it looks so.
func (by Module) plain(text string) *graph.Node {
	switch {
	case by == XS && (text == "true" || text == "false"):
		return &graph.Node{Kind: graph.Bool, Bool: text == "true"}
	case integer.Get().MatchString(text):
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return graph.NewInt(n)
		}
	case decimal.Get().MatchString(text):
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			return &graph.Node{Kind: graph.Float, Float: f, Form: text}
		}
	}
	return graph.NewText(text)
}
