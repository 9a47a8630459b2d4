package script

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"go.starlark.net/starlark"

	"sessh/session"
)

// dialect is the Python whose repr is meant.
type dialect uint8

const (
	python3 dialect = iota
	python2
)

// repr is a value as Python shows it, for messages: one that is too long is cut.
func repr(v starlark.Value, d dialect) string {
	w := reprWriter{dialect: d, open: make(map[any]bool)}
	w.made = func(int) error {
		if w.b.Len() > maxMessage {
			return errCut
		}
		return nil
	}
	w.write(v)
	if w.err != nil {
		w.b.WriteString("...")
	}
	return w.b.String()
}

const maxMessage = 1 << 20

var errCut = errors.New("cut")

// show is repr(v), if there is room for it.
func (in *Interp) show(v starlark.Value, d dialect) (string, error) {
	w := reprWriter{dialect: d, open: make(map[any]bool), made: in.made}
	w.write(v)
	return w.b.String(), w.err
}

// text is str(v), if there is room for it.
func (in *Interp) text(v starlark.Value) (string, error) {
	switch v.(type) {
	case starlark.String, *Exception:
		return str(v), nil
	}
	return in.show(v, python3)
}

// str is a value as print shows it.
func str(v starlark.Value) string {
	switch v := v.(type) {
	case starlark.String:
		return string(v)
	case *Exception:
		return v.Text()
	}
	return repr(v, python3)
}

type reprWriter struct {
	b       strings.Builder
	dialect dialect
	open    map[any]bool
	depth   int // of tuples
	counted int // bytes that made was told of
	written int // values
	made    func(n int) error
	err     error // what made said: no more is written
}

// room reports whether there is room for n bytes more.
func (w *reprWriter) room(n int) bool {
	w.written++
	if w.err == nil && (w.written%chunk == 0 || n > chunk) {
		w.err = w.made(n + w.b.Len() - w.counted)
		w.counted = w.b.Len()
	}
	return w.err == nil
}

func (w *reprWriter) write(v starlark.Value) {
	n := 0
	if v, ok := v.(starlark.Int); ok {
		n = 3 * sizeOf(v)
	}
	if !w.room(n) {
		return
	}
	switch v := v.(type) {
	case starlark.String:
		w.text(string(v))
	case starlark.Bytes:
		w.bytes(string(v))
	case starlark.Int:
		w.b.WriteString(v.String())
		if _, ok := v.Int64(); !ok && w.dialect == python2 {
			w.b.WriteByte('L')
		}
	case starlark.Float:
		w.b.WriteString(floatText(float64(v)))
	case *Dict:
		w.inside(v.identity(), "{...}", func() { w.pairs(v.Items()) })
	case *starlark.Dict:
		w.inside(v, "{...}", func() { w.pairs(v.Items()) })
	case *List:
		w.inside(v.identity(), "[...]", func() { w.sequence("[", v.values(), "]") })
	case *starlark.List:
		w.inside(v, "[...]", func() { w.sequence("[", elements(v), "]") })
	case starlark.Tuple:
		end := ")"
		if len(v) == 1 {
			end = ",)"
		}
		if w.depth > 500 {
			w.b.WriteString("(...)")
			return
		}
		w.depth++
		w.sequence("(", v, end)
		w.depth--
	case *starlark.Set:
		w.set(v)
	case *Class:
		w.class(v)
	case *Exception:
		w.b.WriteString(v.class.name)
		w.sequence("(", v.args, ")")
	case *Foreign:
		w.b.WriteString(foreignText(v.v))
	case *Instance:
		w.instance(v)
	case *Container:
		w.instance(v.Instance)
	case *starlark.Function:
		fmt.Fprintf(&w.b, "<function %s at %p>", v.Name(), v)
	case *starlark.Builtin:
		fmt.Fprintf(&w.b, "<built-in function %s>", v.Name())
	default:
		w.b.WriteString(v.String())
	}
}

func (w *reprWriter) inside(id any, again string, write func()) {
	if w.open[id] || len(w.open) > 500 {
		w.b.WriteString(again)
		return
	}
	w.open[id] = true
	write()
	delete(w.open, id)
}

func (d *Dict) identity() any {
	switch {
	case d.session != nil:
		return d.session
	case d.node != nil:
		return d.node
	}
	return d
}

func (l *List) identity() any {
	if l.node != nil {
		return l.node
	}
	return l
}

func elements(l starlark.Indexable) []starlark.Value {
	all := make([]starlark.Value, l.Len())
	for i := range all {
		all[i] = l.Index(i)
	}
	return all
}

func (w *reprWriter) sequence(open string, values []starlark.Value, end string) {
	w.b.WriteString(open)
	for i, v := range values {
		if w.err != nil {
			return
		}
		if i > 0 {
			w.b.WriteString(", ")
		}
		w.write(v)
	}
	w.b.WriteString(end)
}

func (w *reprWriter) pairs(items []starlark.Tuple) {
	w.b.WriteByte('{')
	for i, item := range items {
		if w.err != nil {
			return
		}
		if i > 0 {
			w.b.WriteString(", ")
		}
		w.write(item[0])
		w.b.WriteString(": ")
		w.write(item[1])
	}
	w.b.WriteByte('}')
}

func (w *reprWriter) set(s *starlark.Set) {
	var values []starlark.Value
	it := s.Iterate()
	defer it.Done()
	for v := starlark.Value(nil); it.Next(&v); {
		values = append(values, v)
	}
	switch {
	case w.dialect == python2:
		w.sequence("set([", values, "])")
	case len(values) == 0:
		w.b.WriteString("set()")
	default:
		w.sequence("{", values, "}")
	}
}

// text quotes as Python does: Python 2 tells text that is more than ASCII by a u.
func (w *reprWriter) text(s string) {
	switch {
	case w.dialect == python3:
		w.quote(s, quoteText)
	case ascii(s):
		w.quote(s, quoteBytes)
	default:
		w.b.WriteByte('u')
		w.quote(s, quoteUnicode)
	}
}

func (w *reprWriter) bytes(s string) {
	if w.dialect == python3 {
		w.b.WriteByte('b')
	}
	w.quote(s, quoteBytes)
}

// floatText is the shortest text that reads back as the same number.
func floatText(f float64) string {
	switch {
	case math.IsInf(f, 0):
		return strings.TrimPrefix(strings.ToLower(strconv.FormatFloat(f, 'g', -1, 64)), "+")
	case math.IsNaN(f):
		return "nan"
	}
	if a := math.Abs(f); a != 0 && (a < 1e-4 || a >= 1e16) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

func (w *reprWriter) class(c *Class) {
	word := "class"
	if w.dialect == python2 && (c.module == "" || c.module == "exceptions") {
		word = "type"
	}
	fmt.Fprintf(&w.b, "<%s '%s'>", word, c.full())
}

func (w *reprWriter) instance(o *Instance) {
	if o.text != "" {
		w.b.WriteString(o.text)
		return
	}
	fmt.Fprintf(&w.b, "<%s object at 0x%012x>", o.class.full(), address(o))
}

func address(o *Instance) uint64 {
	n, _ := strconv.ParseUint(strings.TrimPrefix(fmt.Sprintf("%p", o), "0x"), 16, 64)
	return n
}

// typeName is the name of a value's class.
func typeName(v starlark.Value) string {
	switch v := v.(type) {
	case starlark.String:
		return "str"
	case starlark.NoneType:
		return "NoneType"
	case *starlark.Builtin:
		return "builtin_function_or_method"
	case *Foreign:
		return session.TypeName(v.v)
	}
	return v.Type()
}
