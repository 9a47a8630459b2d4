package output

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"sessh/repl/amend"
	"sessh/repl/notation"
	"sessh/repl/screen"
	"sessh/session/marked"
	"sessh/session/tree"
)

// A JSONValue is a value of a session that is written as marked JSON.
type JSONValue struct{ V any }

// MarshalJSON returns marked JSON, with the texts that people see in place of objects; for a value
// that it cannot express at all, such a text.
func (j JSONValue) MarshalJSON() ([]byte, error) {
	b, err := marked.Append(nil, shown(j.V))
	if err != nil {
		return json.Marshal(notation.Inline(j.V))
	}
	return b, nil
}

// shown returns a value with texts in place of the objects in it.
func shown(v any) any {
	if _, object := v.(tree.Object); !object && tree.HasObjects(v) {
		return amend.Display(v, nil)
	}
	return v
}

// JSON returns a value in the form in which results hold it.
func JSON(v any) *JSONValue { return &JSONValue{v} }

// EmitJSON writes v on a line, as json.Marshal would write it.
func (p *Printer) EmitJSON(v any) error {
	var err error
	to, end := p.painted(written{p})
	s := &stream{write: func(text string) {
		to.Put(text)
		if p.shadow != nil {
			p.shadow.Write(text)
		}
	}, ended: func() bool { return p.err != nil }}
	if err = putJSON(s, v); err == nil {
		s.Put("\n")
		s.flush()
		end()
	}
	return cmp.Or(p.err, err)
}

func putJSON(s *stream, v any) error {
	switch v := v.(type) {
	case map[string]any:
		if v != nil {
			return putJSONObject(s, v)
		}
	case []any:
		if v == nil {
			break
		}
		s.Put("[")
		for i, x := range v {
			if i > 0 {
				s.Put(",")
			}
			if err := putJSON(s, x); err != nil {
				return err
			}
		}
		s.Put("]")
		return nil
	case *JSONValue:
		return v.stream(s, true)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	s.Put(string(screen.SafeJSON(b)))
	return nil
}

func putJSONObject(s *stream, m map[string]any) error {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	s.Put("{")
	for i, k := range keys {
		if i > 0 {
			s.Put(",")
		}
		if err := putJSON(s, k); err != nil {
			return err
		}
		s.Put(":")
		if err := putJSON(s, m[k]); err != nil {
			return fmt.Errorf("%s: %w", k, err)
		}
	}
	s.Put("}")
	return nil
}

// stream is MarshalJSON for a value of any length. If html is set, characters that mean
// something in HTML are escaped, as json.Marshal does.
func (j *JSONValue) stream(s *stream, html bool) error {
	if j == nil {
		s.Put("null")
		return nil
	}
	if v := shown(j.V); marked.Holds(v) {
		return marked.Write(&safeJSON{s, html}, v)
	}
	s.Put(`"`)
	notation.WriteInline(&inJSONString{s}, j.V)
	s.Put(`"`)
	return nil
}

// safeJSON escapes JSON for a terminal.
type safeJSON struct {
	to   io.Writer
	html bool
}

func (w *safeJSON) Write(b []byte) (int, error) {
	text := screen.SafeJSON(b)
	if w.html {
		var escaped bytes.Buffer
		json.HTMLEscape(&escaped, text)
		text = escaped.Bytes()
	}
	_, err := w.to.Write(text)
	return len(b), err
}

// inJSONString is a sink for the inside a JSON string.
type inJSONString struct{ s *stream }

func (j *inJSONString) Full() bool { return j.s.Full() }

func (j *inJSONString) Put(text string) {
	b, _ := json.Marshal(text) // a string always can be
	j.s.Put(string(screen.SafeJSON(b[1 : len(b)-1])))
}
