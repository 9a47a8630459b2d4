package output

import (
	"encoding/hex"
	"io"
	"strings"

	"sessh/repl/notation"
	"sessh/repl/place"
	"sessh/session/tree"
)

// FullValue is the result of a command that shows a value in full.
type FullValue struct {
	Path  place.Path
	Value any
	Raw   bool // text and bytes as they are
	Typed bool // as marked JSON
	Hex   bool // text and bytes in hexadecimal
}

func (w FullValue) JSON() any {
	return map[string]any{"path": w.Path.String(), "type": tree.TypeName(w.Value), "value": JSON(w.Value)}
}

func (w FullValue) Text(p *Printer) {
	if w.Typed {
		p.values(func(s *stream) {
			if err := JSON(w.Value).stream(s, false); err != nil && p.err == nil {
				p.err = err
			}
			s.Put("\n")
		})
		return
	}
	text, isText := w.Value.(string)
	b, isBytes := w.Value.(tree.Bytes)
	if isBytes {
		text = string(b)
	}
	switch {
	case w.Raw && (isText || isBytes):
		p.Write(text)
	case w.Hex && isText, isBytes && (w.Hex || len(b) > fewBytes && !mostlyText([]byte(b))):
		p.stream(func(s *stream) {
			d := hex.Dumper(s)
			if _, err := io.Copy(d, strings.NewReader(text)); err == nil {
				d.Close()
			}
		})
	default:
		p.values(func(s *stream) {
			notation.WriteBlock(s, w.Value, "")
			s.Put("\n")
		})
	}
}

// fewBytes is how many bytes are shown on a line even if they are not text.
const fewBytes = 16

// mostlyText reports whether more than half of the bytes are readable.
func mostlyText(b []byte) bool {
	readable := 0
	for _, c := range b {
		if c >= ' ' && c < 0x7f || c == '\n' || c == '\t' {
			readable++
		}
	}
	return readable > len(b)/2
}
