package pickle

import (
	"encoding/binary"
	"math"
	"math/big"
	"slices"
	"strconv"
	"unicode/utf8"

	"sessh/session/format/graph"
	"sessh/session/format/pickle/escape"
	"sessh/session/format/pickle/forms"
	"sessh/session/tree"
)

func (w *writer) bool(b bool) {
	switch {
	case w.Protocol >= 2 && b:
		w.op(opNewTrue)
	case w.Protocol >= 2:
		w.op(opNewFalse)
	case b:
		w.line(opInt, "01")
	default:
		w.line(opInt, "00")
	}
}

func (w *writer) int(n *graph.Node) {
	if n.Form != "" && n.Form != forms.Long {
		w.Fail("an int of the form %q cannot be pickled", n.Form)
	}
	v := n.Int
	short := v == int64(int32(v))
	switch {
	case n.Big != nil || n.Form == forms.Long || !short && !w.Python2:
		w.long(n.Integer())
		if n.Big != nil && (w.shared[n] || w.layout != nil && w.layout.stored[n]) {
			w.store(n, false) // Python would write it again and again
		}
	case w.Protocol == 0 || !short:
		w.line(opInt, strconv.FormatInt(v, 10))
	case v>>8 == 0:
		w.op(opBinInt1, byte(v))
	case v>>16 == 0:
		w.sized(opBinInt2, uint64(v), 2)
	default:
		w.sized(opBinInt, uint64(v), 4)
	}
}

func (w *writer) long(v *big.Int) {
	if w.Protocol < 2 {
		w.line(opLong, v.String()+"L")
		return
	}
	b := littleEndian(v)
	if len(b) < 256 {
		w.op(opLong1, byte(len(b)))
	} else {
		w.sized(opLong4, uint64(len(b)), 4)
	}
	w.write(b)
}

// littleEndian returns v in two's complement, in as few bytes as possible.
func littleEndian(v *big.Int) []byte {
	if v.Sign() == 0 {
		return nil
	}
	abs := v
	if v.Sign() < 0 {
		abs = new(big.Int).Not(v) // -v-1, which needs as many bits beside the sign
	}
	size := abs.BitLen()/8 + 1
	if v.Sign() < 0 {
		v = new(big.Int).Add(v, new(big.Int).Lsh(big.NewInt(1), uint(8*size)))
	}
	b := v.FillBytes(make([]byte, size))
	slices.Reverse(b)
	return b
}

func (w *writer) float(f float64) {
	switch {
	case w.Protocol > 0:
		w.op(opBinFloat)
		w.BigEndian(math.Float64bits(f), 8)
	case w.digits17():
		w.line(opFloat, float17(f))
	default:
		w.line(opFloat, tree.FloatText(f))
	}
}

// digits17 reports whether to write floats as cPickle does.
func (w *writer) digits17() bool {
	if w.layout == nil {
		return w.Python2
	}
	return w.layout.digits17
}

// float17 returns a float in 17 digits, which are enough to distinguish it from all
// others.
func float17(f float64) string {
	if f != f || math.IsInf(f, 0) {
		return tree.FloatText(f)
	}
	return strconv.FormatFloat(f, 'g', 17, 64)
}

// counted writes a string after its length, in one byte or four, by the
// opcodes for either.
func (w *writer) counted(short, long byte, s string) {
	switch {
	case short != 0 && len(s) < 256:
		w.payload([]byte{short, byte(len(s))}, s)
	case len(s) <= math.MaxInt32:
		w.payload(binary.LittleEndian.AppendUint32([]byte{long}, uint32(len(s))), s)
	default:
		w.Fail("a string of %d bytes is too long to be pickled", len(s))
	}
}

func (w *writer) text(n *graph.Node) {
	switch {
	case n.Form != "" && n.Form != forms.Str && n.Form != forms.Unicode:
		w.Fail("a text of the form %q cannot be pickled", n.Form)
	case w.Python2 && (n.Form == forms.Str || n.Form == "" && isASCII(n.Text)):
		w.str(n)
	case !utf8.ValidString(n.Text):
		w.Fail("the text %.60q is not UTF-8", n.Text)
	default:
		w.unicode(n, n.Text)
	}
}

// str writes a str of Python 2.
func (w *writer) str(n *graph.Node) {
	if w.Protocol == 0 {
		w.line(opString, escape.Quote(n.Text))
	} else {
		w.counted(opShortBinString, opBinString, n.Text)
	}
	w.storeText(n, len(n.Text))
}

// unicode writes n, whose text is s, in UTF-8 with surrogates.
func (w *writer) unicode(n *graph.Node, s string) {
	switch {
	case w.Protocol == 0:
		w.op(opUnicode)
		w.write(escape.EscapeUnicode(nil, s, w.Python2 || w.layout != nil && w.layout.raw))
		w.op('\n')
	case w.Protocol >= 4:
		w.counted(opShortBinUnicode, opBinUnicode, s)
	default:
		w.counted(0, opBinUnicode, s)
	}
	w.storeText(n, utf8.RuneCountInString(s))
}

// storeText stores a string in the memo. cPickle does not store strings of one
// character.
func (w *writer) storeText(n *graph.Node, chars int) {
	if w.Python2 && chars < 2 && (w.layout == nil || !w.layout.stored[n]) {
		return
	}
	w.store(n, false)
}

func (w *writer) bytes(n *graph.Node) {
	switch {
	case n.Form == forms.Bytearray:
		w.bytearray(n)
	case n.Form != "" && n.Form != forms.Str && n.Form != forms.Bytes:
		w.Fail("bytes of the form %q cannot be pickled", n.Form)
	case w.Python2 && n.Form != forms.Bytes:
		w.str(n)
	case w.Protocol < 3:
		w.oldBytes(n)
	default:
		w.counted(opShortBinBytes, opBinBytes, n.Text)
		w.store(n, false)
	}
}
