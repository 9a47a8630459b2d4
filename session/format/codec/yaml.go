package codec

import (
	"bytes"

	"sessh/session/format/graph"
	"sessh/session/format/plain"
	"sessh/session/format/serial"
	"sessh/session/format/yaml"
)

// yamlXS is YAML of applications that use Perl's YAML::XS.
func yamlXS() *Codec { return inYAML("yaml", yaml.XS) }

// yamlSyck is YAML of applications that use Perl's YAML::Syck or YAML.
func yamlSyck() *Codec { return inYAML("yaml-syck", yaml.Syck) }

func inYAML(id string, by yaml.Module) *Codec {
	return &Codec{
		Codec: &serial.Codec{
			Name:    "YAML",
			Dialect: plain.JSON.Dialect,
			Decode:  func(value []byte) (*graph.Node, any, error) { return yaml.Decode(value, by) },
			Encode:  yaml.Encode,
			Sketch:  yaml.Sketch,
		},
		ID: id, What: "the value in YAML", Label: "YAML", Ways: []Way{{Name: "YAML", How: by}},
		Begins: beginsYAML, First: "-", Marked: true, Heads: beginsYAML,
	}
}

// beginsYAML reports whether a value begins as a document of YAML does.
func beginsYAML(value []byte) bool {
	return bytes.HasPrefix(value, []byte("---\n")) || bytes.HasPrefix(value, []byte(yaml.BySyck))
}
