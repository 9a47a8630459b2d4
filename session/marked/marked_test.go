package marked_test

import (
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sessh/session/marked"
	"sessh/session/tree"
)

// values draws a value of any type.
func values(depth int) *rapid.Generator[any] {
	scalars := []*rapid.Generator[any]{
		rapid.Just[any](nil), rapid.Bool().AsAny(), rapid.Int64().AsAny(), rapid.Float64().AsAny(), rapid.String().AsAny(),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) any { return string(b) }),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) any { return tree.Bytes(b) }),
		rapid.Map(rapid.Int64(), func(n int64) any { return new(big.Int).Mul(big.NewInt(n), big.NewInt(math.MaxInt64)) }),
		rapid.Map(rapid.Int64Range(0, 1e11), func(n int64) any { return time.Unix(n, n%1e9).UTC() }),
		rapid.SampledFrom([]any{math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1), "", "$map"}),
	}
	if depth == 0 {
		return rapid.OneOf(scalars...)
	}
	keys := rapid.OneOf(rapid.String().AsAny(), rapid.SampledFrom([]any{"$map", "$bytes", "$time", "$x", int64(1), nil, true, "\xff", tree.Bytes("b"), 1.5}))
	return rapid.OneOf(append(scalars,
		rapid.Custom(func(t *rapid.T) any {
			l := tree.NewList()
			for range rapid.IntRange(0, 4).Draw(t, "length") {
				if err := l.Append(values(depth-1).Draw(t, "value")); err != nil {
					t.Fatal(err)
				}
			}
			return l
		}),
		rapid.Custom(func(t *rapid.T) any {
			m := tree.NewMap()
			for range rapid.IntRange(0, 4).Draw(t, "size") {
				if err := m.Set(keys.Draw(t, "key"), values(depth-1).Draw(t, "value")); err != nil {
					t.Fatal(err)
				}
			}
			return m
		}))...)
}

func TestDecodeOfEncodeIsIdentity(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v, err := tree.Of(values(3).Draw(t, "value"))
		if err != nil {
			t.Fatal(err)
		}
		b, err := marked.Append(nil, v)
		if err != nil {
			t.Fatal(err)
		}
		again, err := marked.Decode(b)
		if err != nil || !tree.Equal(v, again) || tree.TypeName(v) != tree.TypeName(again) {
			t.Fatalf("%v: %s became %v", err, b, again)
		}
		second, _ := marked.Append(nil, again)
		if string(second) != string(b) {
			t.Fatalf("%s, and then %s", b, second)
		}
	})
}

func FuzzValue(f *testing.F) {
	for _, text := range []string{`null`, `-0.0`, `1e21`, `"\ud800"`, `{"$string":"/w=="}`, `{"$map":[["$time","noon"],[{"$bytes":""},[]]]}`, `{"$time":"2026-01-02T03:04:05.000006+01:00"}`, `{"$":1}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		v, err := marked.Decode(text)
		if err != nil {
			return
		}
		b, err := marked.Append(nil, v)
		if err != nil {
			t.Fatalf("%q decodes and does not encode: %v", text, err)
		}
		again, err := marked.Decode(b)
		if err != nil || !tree.Equal(again, v) || tree.TypeName(again) != tree.TypeName(v) {
			t.Fatalf("%q became %q (%v)", text, b, err)
		}
	})
}

// TestWrite: what is written in pieces is what is made at once.
func TestWrite(t *testing.T) {
	t.Parallel()
	l := tree.NewList()
	for i := range 5000 {
		m := tree.NewMap()
		if err := m.Set("key", strings.Repeat("x", i%100)); err != nil {
			t.Fatal(err)
		}
		if err := m.Set(int64(i), tree.Bytes("\xff")); err != nil {
			t.Fatal(err)
		}
		if err := l.Append(m); err != nil {
			t.Fatal(err)
		}
	}
	want, err := marked.Append(nil, l)
	if err != nil {
		t.Fatal(err)
	}
	var b pieces
	if err := marked.Write(&b, l); err != nil || b.text.String() != string(want) || b.most > 64<<10 {
		t.Errorf("%d bytes in pieces of up to %d, not %d: %v", b.text.Len(), b.most, len(want), err)
	}
	if err := l.Append(unknown{}); err != nil || marked.Holds(l) {
		t.Errorf("an object has a JSON form (%v)", err)
	}
}

// pieces is what is written, and the largest piece of it.
type pieces struct {
	text strings.Builder
	most int
}

func (p *pieces) Write(b []byte) (int, error) {
	p.most = max(p.most, len(b))
	return p.text.Write(b)
}

// unknown is an object of an application.
type unknown struct{}

func (unknown) Display() string      { return "<unknown>" }
func (unknown) EqualObject(any) bool { return false }
