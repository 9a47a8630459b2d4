package sesshjson_test

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/tree"
)

var own sesshjson.Format

func record(v any) *format.Record {
	data, p := tree.NewMap(), tree.NewMap()
	if err := p.Set("k", v); err != nil {
		panic(err)
	}
	if err := data.Set("p", p); err != nil {
		panic(err)
	}
	return &format.Record{ID: "s", LastAccess: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Timeout: time.Hour, Data: data}
}

func TestDocument(t *testing.T) {
	t.Parallel()
	huge, _ := new(big.Int).SetString("123456789012345678901234567890", 10)
	pairs := tree.NewMap()
	pairs.Set(int64(1), "one")
	pairs.Set("\xff", nil)
	tests := []struct {
		name string
		v    any
		want string
	}{
		{"null", nil, `null`}, {"bool", true, `true`}, {"integer", 42, `42`}, {"huge integer", huge, `123456789012345678901234567890`},
		{"float", 1.0, `1.0`}, {"large float", 1e21, `1e+21`}, {"-0.0", math.Copysign(0, -1), `-0.0`}, {"inf", math.Inf(1), `{"$float":"inf"}`}, {"-inf", math.Inf(-1), `{"$float":"-inf"}`}, {"nan", math.NaN(), `{"$float":"nan"}`},
		{"text", "a<b>\"\n\x01é日😀", `"a<b>\"\n\u0001é日😀"`}, {"no UTF-8", "\xff", `{"$string":"/w=="}`}, {"bytes", []byte{0, 255}, `{"$bytes":"AP8="}`},
		{"time", time.Date(2026, 1, 2, 3, 4, 5, 6000, time.FixedZone("", 3600)), `{"$time":"2026-01-02T03:04:05.000006+01:00"}`},
		{"list", []any{1, []any{}}, `[1,[]]`}, {"mapping", map[string]any{"b": 1, "a": 2}, `{"a":2,"b":1}`},
		{"looks like a marked form", map[string]any{"$time": "noon"}, `{"$map":[["$time","noon"]]}`}, {"marks among others", map[string]any{"$a": 1, "b": 2}, `{"$a":1,"b":2}`},
		{"other keys", pairs, `{"$map":[[1,"one"],[{"$string":"/w=="},null]]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, flags, err := own.Encode(record(tt.v), nil)
			want := `{"version":1,"id":"s","lastAccess":"2026-01-02T03:04:05Z","timeout":3600,"data":{"p":{"k":` + tt.want + `}}}`
			if err != nil || flags != 0 || string(b) != want {
				t.Fatalf("%v\n got %s\nwant %s", err, b, want)
			}
			r, err := own.Decode(b, 0)
			if err != nil || r.ID != "s" || r.Timeout != time.Hour || !r.LastAccess.Equal(record(1).LastAccess) || !tree.Equal(r.Data, record(tt.v).Data) {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
	if own.Name() != "sessh" || !own.Traits().Restarts {
		t.Error("name")
	}
}

func TestWhatIsNoDocument(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", 5000) + strings.Repeat("]", 5000)
	doc := func(data string) string { return `{"version":1,"id":"s","timeout":1,"data":{"p":{"k":` + data + `}}}` }
	for name, text := range map[string]string{
		"empty": "", "no JSON": "hello", "a list": "[]", "a text": `"x"`, "no UTF-8": doc("\"\xff\""), "no version": `{"data":{}}`, "version 2": `{"version":2,"data":{}}`, "no data": `{"version":1}`,
		"data of another type": `{"version":1,"data":[]}`, "no package": `{"version":1,"data":{"p":1}}`, "more behind it": doc("1") + "{}", "unknown field": `{"version":1,"data":{},"x":1}`,
		"id of another type": `{"version":1,"id":1,"data":{}}`, "time of another type": `{"version":1,"lastAccess":1,"data":{}}`, "no time": `{"version":1,"lastAccess":"noon","data":{}}`, "negative timeout": `{"version":1,"timeout":-1,"data":{}}`, "timeout of another type": `{"version":1,"timeout":"1","data":{}}`, "huge timeout": `{"version":1,"timeout":1e300,"data":{}}`,
		"a name twice": doc(`{"a":1,"a":2}`), "a field twice": `{"version":1,"version":1,"data":{}}`, "too deep": doc(deep), "float out of range": doc("1e999"), "huge integer": doc(strings.Repeat("9", 200000)),
		"bytes that are none": doc(`{"$bytes":"!"}`), "bytes of another type": doc(`{"$bytes":1}`), "time that is none": doc(`{"$time":"noon"}`), "float that is none": doc(`{"$float":"one"}`), "string that is none": doc(`{"$string":"!"}`),
		"map that is none": doc(`{"$map":1}`), "map of no pairs": doc(`{"$map":[1]}`), "map of three": doc(`{"$map":[[1,2,3]]}`), "map with a key twice": doc(`{"$map":[[1,2],[1,3]]}`), "map with NaN for a key": doc(`{"$map":[[{"$float":"nan"},3]]}`), "map with a list for a key": doc(`{"$map":[[[],3]]}`),
		"a number for a name": `{"version":1,"data":{"$map":[[1,{}]]}}`,
	} {
		if r, err := own.Decode([]byte(text), 0); err == nil {
			t.Errorf("%s: %+v", name, r)
		} else if !strings.HasPrefix(err.Error(), "no sessh document: ") && name != "no UTF-8" {
			t.Errorf("%s: %v", name, err)
		}
	}
	whole := doc(`{"a":[1,2.5,"x",null,true]}`)
	for i := range whole {
		if _, err := own.Decode([]byte(whole[:i]), 0); err == nil {
			t.Errorf("%q is taken", whole[:i])
		}
	}
	if _, err := own.Decode([]byte(strings.ReplaceAll(whole, ":", " :\n\t")), 0); err != nil {
		t.Error("white space:", err)
	}
}

func TestTooDeepToEncode(t *testing.T) {
	t.Parallel()
	v := any(1)
	for range 2000 {
		v = []any{v}
		x, err := tree.Of(v)
		if err != nil {
			t.Fatal(err)
		}
		v = x
		if l, ok := v.(*tree.List); ok {
			m := tree.NewMap()
			if err := m.Set("x", l); err != nil {
				t.Fatal(err)
			}
			v = m
		}
	}
	if _, _, err := own.Encode(record(v), nil); err == nil {
		t.Error("it was encoded")
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 300)
	tests := []struct {
		name, container, id, key string
	}{
		{"plain", "MemCacheSession", "mySessionId", "sessh/MemCacheSession/mySessionId"},
		{"odd bytes", "a b", "x/y%z\x00\x7f\n", "sessh/a%20b/x%2Fy%25z%00%7F%0A"},
		{"UTF-8 and none", "日", "\xff", "sessh/日/\xff"},
		{"the longest", "C", strings.Repeat("x", 242), "sessh/C/" + strings.Repeat("x", 242)},
		{"too long", "C", long, "sessh/C/%sha256:0d4e2ca9e9cbced7a7a5380eb29e1a3783b9b6d0db72de36a1051038e1c1fbc7"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			key, err := own.Key(tt.container, tt.id)
			if err != nil || len(key) > 250 || key != tt.key {
				t.Fatalf("key %q, %v", key, err)
			}
			c, id, exact, ok := own.Parse(key)
			if !ok || c != tt.container || exact != (len(tt.id) < 250) || exact && id != tt.id {
				t.Errorf("parsed %q %q %v %v", c, id, exact, ok)
			}
		})
	}
	for name, f := range map[string]func() (string, error){
		"no container": func() (string, error) { return own.Key("", "x") }, "no id": func() (string, error) { return own.Key("C", "") },
		"container too long": func() (string, error) { return own.Key(long, "x") },
	} {
		if key, err := f(); err == nil {
			t.Errorf("%s: %q", name, key)
		}
	}
	for _, key := range []string{"", "sessh", "sessh/", "sessh/C", "sessh/C/", "sessh//x", "other/C/x", "sessh/C/a/b", "sessh/C/%2f", "sessh/C/%", "sessh/C/%zz", "sessh/C/%41", "sessh/C/%sha256:xx", "sessh/C/%sha256:" + strings.Repeat("A", 64), "sessh/%4/x", "sessh/C/" + long} {
		if c, id, _, ok := own.Parse(key); ok {
			t.Errorf("%q is %q %q", key, c, id)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"version":1,"id":"s","lastAccess":"2026-01-02T03:04:05Z","timeout":3600,"data":{"p":{"k":[1,2.5,{"$bytes":"AP8="}]}}}`))
	f.Add([]byte(`{"version":1,"data":{"p":{"$map":[["$time","noon"],[1,null]]}}}`))
	f.Add([]byte(`{"version":1,"timeout":0.5,"data":{"p":{"k":{"$float":"nan"},"n":-0,"h":123456789012345678901234567890}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := own.Decode(text, 0)
		if err != nil {
			return
		}
		b, _, err := own.Encode(r, nil)
		if err != nil {
			t.Fatalf("%q decodes and does not encode: %v", text, err)
		}
		again, err := own.Decode(b, 0)
		if err != nil || again.ID != r.ID || !tree.Equal(again.Data, r.Data) {
			t.Fatalf("%q became %q (%v)", text, b, err)
		}
	})
}

func FuzzKey(f *testing.F) {
	f.Add("MemCacheSession", "mySessionId")
	f.Add("a b/c", "%41\x00\xff")
	f.Add("C", strings.Repeat("long", 100))
	f.Fuzz(func(t *testing.T, container, id string) {
		key, err := own.Key(container, id)
		if err != nil {
			return
		}
		for i := range len(key) {
			if key[i] <= ' ' || key[i] == 0x7f {
				t.Fatalf("memcached forbids the key %q", key)
			}
		}
		c, i, exact, ok := own.Parse(key)
		if !ok || c != container || exact && i != id || len(key) > 250 {
			t.Fatalf("%q is %q %q %v", key, c, i, ok)
		}
	})
}

func Example() {
	r := record([]any{1, 1.0, []byte("raw")})
	b, _, err := sesshjson.Format{}.Encode(r, nil)
	fmt.Println(string(b), err)
	// Output: {"version":1,"id":"s","lastAccess":"2026-01-02T03:04:05Z","timeout":3600,"data":{"p":{"k":[1,1.0,{"$bytes":"cmF3"}]}}} <nil>
}
