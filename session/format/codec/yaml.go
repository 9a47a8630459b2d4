package codec

import (
	"bytes"

	"sessh/session/format/graph"
	"sessh/session/format/plain"
	"sessh/session/format/yaml"
)

// yamlText is YAML, as Perl's modules write it.
var yamlText = &Codec{
	Codec: &graph.Codec{
		Name:    "YAML",
		Dialect: plain.JSON.Dialect,
		Decode:  func(value []byte) (*graph.Node, any, error) { return yaml.Decode(value) },
		Encode:  yaml.Encode,
	},
	ID: "yaml", What: "the value in YAML", Label: "YAML", Ways: []Way{{Name: "YAML"}},
	Begins: beginsYAML, Marked: true, Heads: beginsYAML,
}

// beginsYAML reports whether a value begins as a document of YAML does.
func beginsYAML(value []byte) bool {
	return bytes.HasPrefix(value, []byte("---\n")) || bytes.HasPrefix(value, []byte("--- \n"))
}
