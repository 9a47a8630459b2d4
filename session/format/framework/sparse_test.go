package framework

import (
	"encoding/base64"
	"os/exec"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sessh/session/format"
	"sessh/session/format/formattest"
	"sessh/session/tree"
)

// pythons prints pickles of values that share parts, and of all types, by all protocols.
const pythons = `
import base64, datetime, decimal, pickle
shared = [1]
values = [
    {}, {"a": 1, "b": -1, "c": 255, "d": 65536, "e": 2**31, "f": -2**40, "g": 2**100}, {"t": "x" * 300, "u": "\u00e9", "n": None, "y": True, "z": False, "f": 1.5, "i": float("inf")},
    {"items": [{"sku": "a-1", "qty": 1}, {"sku": "a-2", "qty": 2}]}, {"l": [[[]]], "d": {"d": {}}}, {"one": [1], "pair": {"k": "v"}}, {"many": list(range(3000))}, {str(i): i for i in range(60)},
    {"a": shared, "b": shared}, {"t": (1, 2)}, {"s": {1}}, {"b": b"x"}, {1: "x", "1": "y"}, {None: 1}, {"when": datetime.datetime(2026, 1, 2)}, {"d": decimal.Decimal(1)}, {"nan": float("nan")}, [1], "x", None,
    {str(i): i for i in range(100)}, {"many": list(range(30000))}, {"\ud800": 1},
]
own = []; own.append(own); values.append({"own": own})
for v in values:
    for protocol in range(6):
        print(base64.b64encode(pickle.dumps(v, protocol)).decode())
`

// TestSparsePickles: what Python pickles is read sparsely as it is decoded, or not at all.
func TestSparsePickles(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("python3", "-c", pythons).Output()
	if err != nil {
		t.Skip("there is no Python 3 here:", err)
	}
	read, of := 0, 0
	django := Named("django")
	for line := range strings.Lines(string(out)) {
		value, err := base64.StdEncoding.DecodeString(strings.TrimSpace(line))
		if err != nil {
			t.Fatal(err)
		}
		if of++; formattest.Sparse(t, django, value, 1) {
			read++
		}
		if len(value) > 400 || testing.Short() {
			continue
		}
		for i := range value { // damaged ones
			for _, b := range []byte{0, '.', '(', '}', 'u', 's', 'e', 'a', 'h', 0x94, value[i] + 1} {
				formattest.Sparse(t, django, append(append(append([]byte(nil), value[:i]...), b), value[i+1:]...), 1)
			}
			formattest.Sparse(t, django, value[:i], 1)
		}
	}
	if read < of/4 {
		t.Errorf("%d of %d pickles are read", read, of)
	}
}

// TestSparse: the sessions that frameworks write are read sparsely as they are decoded, or not at
// all.
func TestSparse(t *testing.T) {
	t.Parallel()
	read := make(map[string]int)
	for _, f := range formats() {
		for _, text := range []string{"", "{}", "[]", `{"a":1}`, `{"cookie":1}`, `{"cookie":{"originalMaxAge":null}}`, `{"cookie":{"expires":1,"originalMaxAge":null},"a":1}`, `{"cookie":{"originalMaxAge":1,"expires":2}}`, `{"a":1,"cookie":{"overwrite":true}}`, `{"cookie":[1]}`, "\x80\x04}\x94.", "\x80\x04]\x94."} {
			for flags := range uint32(8) {
				if f.Traits().Sparse != nil && formattest.Sparse(t, f, []byte(text), flags) {
					read[f.Name()]++
				}
			}
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		for _, f := range formats() {
			if f.Traits().Sparse == nil {
				continue
			}
			data := tree.NewMap()
			for _, k := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "_permanent", "é", "1"}), 0, 4, rapid.ID[string]).Draw(r, "keys") {
				if err := data.Set(k, value(3).Draw(r, "value")); err != nil {
					r.Fatal(err)
				}
			}
			for _, way := range append([]string{""}, f.Traits().Ways...) {
				b, flags, err := f.Encode(&format.Record{Data: data, Way: way}, nil)
				if err != nil {
					continue
				}
				if formattest.Sparse(r, f, b, flags) {
					read[f.Name()]++
				}
				i := rapid.IntRange(0, max(len(b)-1, 0)).Draw(r, "at")
				if len(b) > 0 {
					b[i] = rapid.Byte().Draw(r, "byte")
					formattest.Sparse(r, f, b, flags)
				}
			}
		}
	})
	for _, name := range []string{"django", "beaker", "flask", "express", "fastify"} {
		if read[name] == 0 {
			t.Errorf("nothing of %s is read: %v", name, read)
		}
	}
}

// value returns random values.
func value(depth int) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		switch kind := rapid.IntRange(0, 4).Draw(t, "kind"); {
		case kind == 0 && depth > 0:
			return rapid.SliceOfN(value(depth-1), 0, 3).Draw(t, "list")
		case kind == 1 && depth > 0:
			return rapid.MapOfN(rapid.SampledFrom([]string{"a", "b", "x y"}), value(depth-1), 0, 3).Draw(t, "mapping")
		}
		return rapid.SampledFrom([]any{nil, true, false, 0, 1, -1, 300, 70000, 1 << 40, 1.5, 1e300, "", "x", "é\n\"", tree.Bytes("\xff")}).Draw(t, "scalar")
	})
}
