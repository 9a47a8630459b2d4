package sesshjson

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sessh/session/format"
	"sessh/session/format/formattest"
	"sessh/session/format/sparse"
	"sessh/session/tree"
)

// checkSparse compares what is read of a text sparsely and quickly, if it is, with what is decoded.
func checkSparse(t formattest.Failing, text string) (read bool) {
	quick, ok := quickly([]byte(text))
	if r, err := slowly([]byte(text)); ok && (err != nil || !sameRecord(quick, r)) {
		t.Fatalf("%s is read as %+v, and decoded as %+v, %v", text, quick, r, err)
	}
	if read = formattest.Sparse(t, Format{}, []byte(text), 0); read != ok {
		t.Fatalf("%s is read sparsely: %v, and quickly: %v", text, read, ok)
	}
	return read
}

func sameRecord(a, b *format.Record) bool {
	return a.ID == b.ID && a.LastAccess.Equal(b.LastAccess) && a.Timeout == b.Timeout && tree.Equal(a.Data, b.Data) && slices.Equal(a.Data.Keys(), b.Data.Keys())
}

// TestSparse: documents as they are written are read sparsely, and others at most as they are
// decoded.
func TestSparse(t *testing.T) {
	t.Parallel()
	doc := func(data string) string { return `{"version":1,"id":"s","timeout":1,"data":{"p":{"k":` + data + `}}}` }
	for _, text := range []string{
		doc("1"), doc("-17"), doc("1.5"), doc("-0.0"), doc("1e3"), doc(`"a\"b\u00e9\/"`), doc("[]"), doc("{}"), doc(`[1,[null,true,false],{"a":{}}]`), doc("999999999999999999"), doc("\n{\t\"a\" : 1 , \"b\":[ ] }"),
		`{"data":{},"version":1}`, `{"version":1,"lastAccess":"2026-01-02T03:04:05Z","timeout":0.5,"data":{"p":{}}}`, " " + doc("1") + "\n", doc(`"日本"`), doc(`{"a":1,"A":1}`),
	} {
		if !checkSparse(t, text) {
			t.Errorf("%s is not read", text)
		}
	}
	for _, text := range []string{
		"", "x", "[]", "1", doc(`"\ud800"`), doc(`"\ud83d\ude00"`), doc("\"\xff\""), doc("\"\x01\""), doc("01"), doc("1."), doc("-"), doc("1e999"), doc("-0"), doc(strings.Repeat("9", 19)), doc(`{"a":1,"a":2}`), doc(`{"$time":"noon"}`),
		doc(strings.Repeat("[", 200) + strings.Repeat("]", 200)), doc("[1,]"), doc(`{"a":1,}`), doc(`{"a" 1}`), doc(`{1:1}`), doc("nul"), doc("true1"), doc(`"\x"`), doc(`"\u12g4"`), doc(`"`), doc("1") + "x", doc("1") + doc("1"), doc(`{"\u0061":1}`),
		`{"version":2,"data":{}}`, `{"version":1.0,"data":{}}`, `{"data":{}}`, `{"version":1}`, `{"version":1,"data":[]}`, `{"version":1,"data":{"p":1}}`, `{"version":1,"data":{},"more":1}`, `{"version":1,"id":1,"data":{}}`, `{"version":1,"lastAccess":"noon","data":{}}`,
		`{"version":1,"lastAccess":1,"data":{}}`, `{"version":1,"timeout":-1,"data":{}}`, `{"version":1,"timeout":"1","data":{}}`, `{"version":1,"timeout":1e300,"data":{}}`, `{"version":1,"data":{},"data":{}}`,
	} {
		if checkSparse(t, text) {
			t.Errorf("%s is read", text)
		}
	}
	for _, whole := range []string{
		doc(`{"a":[1,2.5,"x\n",null,true]}`),
		`{"version":1,"id":"é","lastAccess":"2026-01-02T03:04:05.5Z","timeout":10,"data":{"p":{"k":1}}}`,
	} {
		for i := range whole {
			checkSparse(t, whole[:i])
			for _, b := range []byte("\"\\{}[],:0-.eE \x00u$\xff") {
				checkSparse(t, whole[:i]+string(b)+whole[i+1:])
				checkSparse(t, whole[:i]+string(b)+whole[i:])
			}
		}
	}
}

// TestAsWritten reads what Encode writes without a look at its fields, and gives others up that only
// look like it.
func TestAsWritten(t *testing.T) {
	t.Parallel()
	data := tree.NewMap()
	if err := data.Set("p", map[string]any{"k": []any{1, "x", map[string]any{}}}); err != nil {
		t.Fatal(err)
	}
	for _, r := range []*format.Record{
		{ID: "s", LastAccess: time.Unix(1, 5000).UTC(), Timeout: time.Hour, Data: data},
		{ID: "日本", Timeout: 999_999_999 * time.Second, Data: tree.NewMap()},
		{ID: "", Timeout: 0, Data: data},
	} {
		text, _, err := Format{}.Encode(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		if d, ok := asWritten(text, new(sparse.Arena)); !ok || string(d.id) != r.ID || d.timeout != r.Timeout || !d.lastAccess.Equal(r.LastAccess) || d.data.Len != r.Data.Len() {
			t.Errorf("%s is read as %+v, %v", text, d, ok)
		}
		if !checkSparse(t, string(text)) {
			t.Errorf("%s is not read", text)
		}
	}
	for _, text := range []string{
		`{"version":1,"id":"\n","timeout":1,"data":{}}`, "{\"version\":1,\"id\":\"\xff\",\"timeout\":1,\"data\":{}}", `{"version":1,"id":"s","timeout":01,"data":{}}`, `{"version":1,"id":"s","timeout":1.5,"data":{}}`,
		`{"version":1,"id":"s","timeout":1000000000,"data":{}}`, `{"version":1,"id":"s","timeout":1,"data":{}`, `{"version":1,"id":"s","timeout":1,"data":[]}`, `{"version":1,"id":"s","timeout":1,"data":{"p":1}}`, `{"version":1,"id":"s","lastAccess":"noon","timeout":1,"data":{}}`, `{"version":1,"id":"s","timeout":1,"data":{"$time":{}}}`,
	} {
		if d, ok := asWritten([]byte(text), new(sparse.Arena)); ok {
			t.Errorf("%s is read as %+v", text, d)
		}
		checkSparse(t, text)
	}
}

// TestEncodeOften encodes documents one after the other: each has its own time.
func TestEncodeOften(t *testing.T) {
	t.Parallel()
	for i := range 100 {
		at := time.Unix(int64(i/2), 0).UTC()
		text, _, err := Format{}.Encode(&format.Record{ID: "s", LastAccess: at}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := (Format{}).Decode(text, 0); err != nil || !r.LastAccess.Equal(at) {
			t.Fatalf("what was accessed at %v is read as %+v, %v", at, r, err)
		}
	}
}

// TestKeysAreKept decodes documents with more keys than are kept for the next: each has its own.
func TestKeysAreKept(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("long", 100)
	for i := range 2500 {
		name := strconv.Itoa(i % 1500)
		r, ok := quickly([]byte(`{"version":1,"id":"s","timeout":1,"data":{"p` + name + `":{"` + name + `":1,"` + long + name + `":2}}}`))
		if !ok {
			t.Fatal(name)
		}
		p, _ := r.Data.Get("p" + name)
		m, isMap := p.(*tree.Map)
		if !isMap || !m.Has(name) || !m.Has(long+name) || m.Len() != 2 || r.Data.Len() != 1 {
			t.Fatalf("%s is read as %v of %v", name, p, r.Data.Keys())
		}
	}
}

// TestSparseLeavesOut: members that are not wanted are not there, and those that are have only
// what is wanted of them.
func TestSparseLeavesOut(t *testing.T) {
	t.Parallel()
	w := sparse.And(&sparse.Want{Names: map[string]*sparse.Want{"a": {Names: map[string]*sparse.Want{"x": {}}}}}, &sparse.Want{Names: map[string]*sparse.Want{"a": {Names: map[string]*sparse.Want{"y": {}}}}})
	r, ok := sparsely(w)([]byte(`{"version":1,"data":{"a":{"x":1,"y":[1,2],"z":3},"b":{"x":1}}}`), 0, new(sparse.Arena))
	v := r.Data
	if !ok || v.Len != 2 || v.Named("a").Len != 3 || v.Named("a").Named("x").Int != 1 || v.Named("a").Named("y").Len != 2 || v.Named("a").Named("y").First() != nil || v.Named("a").Named("z") != nil || v.Named("b").Named("x") != nil {
		t.Errorf("it is %+v, %v", v, ok)
	}
}

// TestSparseOfAnything changes random bytes of random documents.
func TestSparseOfAnything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var value *rapid.Generator[string]
		value = rapid.Deferred(func() *rapid.Generator[string] {
			return rapid.Custom(func(t *rapid.T) string {
				switch rapid.IntRange(0, 6).Draw(t, "kind") {
				case 0:
					return "[" + strings.Join(rapid.SliceOfN(value, 0, 3).Draw(t, "list"), ",") + "]"
				case 1:
					var b []string
					for _, v := range rapid.SliceOfN(value, 0, 3).Draw(t, "mapping") {
						b = append(b, rapid.SampledFrom([]string{`"a"`, `"b"`, `"c":`, `"\u0061"`, `"é"`}).Draw(t, "name")+":"+v)
					}
					return "{" + strings.Join(b, ",") + "}"
				}
				return rapid.SampledFrom([]string{"1", "-2", "0", "1.5", "1e5", "null", "true", `""`, `"x"`, `"\n"`, `"\u00e9"`, "123456789012345678901"}).Draw(t, "scalar")
			})
		})
		text := `{"version":1,"id":"s","data":{"p":{"k":` + value.Draw(t, "value") + `}}}`
		checkSparse(t, text)
		i := rapid.IntRange(0, len(text)-1).Draw(t, "at")
		checkSparse(t, text[:i]+rapid.StringMatching(`["\\{}\[\],:0-9eE.u -]{0,2}`).Draw(t, "instead")+text[i+1:])
	})
}
