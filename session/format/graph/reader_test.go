package graph

import (
	"errors"
	"strings"
	"testing"
)

func TestReader(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		read func(r *Reader)
		want string
	}{
		{"too few bytes", func(r *Reader) { r.Take(1 << 40) }, "at byte 0: the value ends too early"},
		{"no end of a line", func(r *Reader) { r.Take(1); r.Mark(); r.Until('\n') }, "at byte 1:"},
		{"a count that cannot be", func(r *Reader) { r.Room(1<<62, 1) }, "4611686018427387904 items are claimed"},
		{"another text", func(r *Reader) { r.Expect("xyz") }, `"xyz" is missing`},
		{"no integer", func(r *Reader) { r.Decimal([]byte("1x")) }, `"1x" is not an integer`},
		{"a sign alone", func(r *Reader) { r.Decimal([]byte("-")) }, `"-" is not an integer`},
		{"a long integer", func(r *Reader) { r.Decimal([]byte(strings.Repeat("9", 30_000))) }, "too long"},
		{"a long integer in bytes", func(r *Reader) { r.Digits(10_000) }, "too long"},
		{"too deep", func(r *Reader) { r.Enter(); r.Enter(); r.Enter() }, "nested deeper than 2"},
		{"too many", func(r *Reader) { r.New(Null); r.Int(1); r.Bool(true); r.Float(1) }, "more than 3 parts"},
		{"too many places", func(r *Reader) { n := r.Int(1); r.Again(n); r.Again(n); r.Again(n) }, "more than 3 parts"},
		{"too many lists", func(r *Reader) { r.New(List); r.New(Map); r.New(Object) }, "more than 2 lists, mappings and objects"},
		{"too many that are counted", func(r *Reader) { r.Int(1); r.RoomFor(2, 0); r.RoomFor(3, 0) }, "more than 3 parts"},
		{"too many lists that are counted", func(r *Reader) { r.New(List); r.RoomFor(2, 1); r.RoomFor(2, 2) }, "more than 2 lists"},
		{"left over", func(*Reader) {}, "4 bytes are left over"},
		{"a short number", func(r *Reader) { r.BigEndian(8) }, "ends too early"},
		{"what is looked at", func(r *Reader) { r.Try(4, func(r *Reader) { r.Expect("abcd") }) }, "4 bytes are left over"},
		{"an error as it is", func(r *Reader) { r.Abort(errors.New("of another kind")) }, "of another kind"},
	} {
		t.Run(test.name, func(t *testing.T) {
			n, err := Read([]byte("abcd"), Limits{Depth: 2, Nodes: 3, Compounds: 2}, func(r *Reader) *Node { test.read(r); return &Node{} })
			if err == nil || !strings.Contains(err.Error(), test.want) || n != nil {
				t.Errorf("%v, %v, want %q", n, err, test.want)
			}
		})
	}
}

func TestReaderReads(t *testing.T) {
	t.Parallel()
	data := []byte("\x01\x02\x03\x04-5;\xffend")
	n, err := Read(data, Limits{}, func(r *Reader) *Node {
		if n := r.LittleEndian(2); n != 0x0201 {
			t.Errorf("little-endian %#x", n)
		}
		if n := r.BigEndian(2); n != 0x0304 {
			t.Errorf("big-endian %#x", n)
		}
		if n := r.Decimal(r.Until(';')); n.Int != -5 || n.Big != nil {
			t.Errorf("decimal %v", n)
		}
		if n := r.Text([]byte{r.Byte()}); n.Kind != Bytes {
			t.Errorf("%q is a %s", n.Text, n.Kind)
		}
		if r.Try(3, func(r *Reader) { r.Expect("bad") }) || !r.Try(3, func(r *Reader) { r.Expect("end") }) || r.Offset() != 8 {
			t.Error("a look ahead")
		}
		return r.Text(r.Take(3))
	})
	if err != nil || n.Text != "end" {
		t.Error(n, err)
	}
}

func TestDecimal(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"0", "-0", "+7", "999999999999999999", "-9223372036854775808", "9223372036854775807", "9223372036854775808", "-00000000000000000001"} {
		n, err := Read([]byte(text), Limits{}, func(r *Reader) *Node { return r.Decimal(r.Take(uint64(r.Len()))) })
		want := strings.TrimLeft(strings.TrimLeft(text, "+-"), "0")
		if err != nil || strings.Trim(n.Integer().String(), "-") != max(want, "0") || n.Integer().Sign() < 0 != (text[0] == '-' && want != "") {
			t.Errorf("%s is read as %v, %v", text, n, err)
		}
		if n.Big != nil && n.Big.IsInt64() {
			t.Errorf("%s takes a big.Int", text)
		}
	}
}

// What goes wrong in the program is not an error of the value.
func TestPanicsGoOn(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("a panic is taken for an error")
		}
	}()
	_, _ = Read(nil, Limits{}, func(*Reader) *Node { panic("a bug") })
}

func TestWriter(t *testing.T) {
	t.Parallel()
	list := &Node{Kind: List}
	for _, test := range []struct {
		name  string
		write func(w *Writer)
		want  string
	}{
		{"a missing node", func(w *Writer) { w.Check(nil) }, "is missing"},
		{"too many bytes", func(w *Writer) { w.Text("abcdef"); w.Check(list) }, "takes more than 5 bytes"},
		{"too deep", func(w *Writer) { w.Enter(&Node{}); w.Enter(&Node{}); w.Enter(&Node{}) }, "nested deeper than 2 levels"},
		{"a cycle", func(w *Writer) { w.Enter(list); w.Enter(list) }, "it holds itself"},
		{"what a codec says", func(w *Writer) { w.Fail("no %s", "way") }, "no way"},
	} {
		out, err := Write(Bounds{Depth: 2, Bytes: 5, Cycle: "it holds itself"}, test.write)
		if err == nil || !strings.Contains(err.Error(), test.want) || out != nil {
			t.Errorf("%s: %q, %v", test.name, out, err)
		}
	}
	out, err := Write(Bounds{Depth: 1, Cycle: "it holds itself"}, func(w *Writer) {
		for range 2 {
			w.Check(list)
			w.Enter(list)
			w.Leave(list)
		}
		w.LittleEndian(0x0102, 2)
		w.BigEndian(0x0102, 2)
		w.Byte('x')
	})
	if err != nil || string(out) != "\x02\x01\x01\x02x" {
		t.Errorf("%q, %v", out, err)
	}
}
