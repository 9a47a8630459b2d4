package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sessh/repl/notation"
	"sessh/repl/screen"
	"sessh/session/marked"
	"slices"
)

// JSONValue is a session's value in the marked JSON of sessh's own format.
type JSONValue struct{ V any }

func (j JSONValue) MarshalJSON() ([]byte, error) {
	b, err := marked.Append(nil, j.V)
	if err != nil {
		return json.Marshal(notation.Inline(j.V))
	}
	return b, nil
}

func JSON(v any) *JSONValue { return &JSONValue{v} }

// EmitJSON writes what a result tells to programs, as json.Marshal would.
func (p *Printer) EmitJSON(v any) error {
	var err error
	s := &stream{write: func(text string) { _ = p.Raw(text) }, ended: func() bool { return p.err != nil }}
	if err = putJSON(s, v); err == nil {
		s.Put("\n")
		s.flush()
	}
	return errors.Join(p.err, err)
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

// stream is MarshalJSON for a value of any length. What HTML would take for its own is
// escaped where html is set, as json.Marshal does.
func (j *JSONValue) stream(s *stream, html bool) error {
	if j == nil {
		s.Put("null")
		return nil
	}
	if marked.Holds(j.V) {
		return marked.Write(&safeJSON{s, html}, j.V)
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

// inJSONString is a sink for what is inside of a JSON string.
type inJSONString struct{ s *stream }

func (j *inJSONString) Full() bool { return j.s.Full() }

func (j *inJSONString) Put(text string) {
	b, _ := json.Marshal(text) // a string always can be
	j.s.Put(string(screen.SafeJSON(b[1 : len(b)-1])))
}
