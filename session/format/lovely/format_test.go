package lovely

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sessh/session/format"
	"sessh/session/format/crosstest"
	"sessh/session/format/graph"
	"sessh/session/format/pickle"
	"sessh/session/storage"
	"sessh/session/tree"
)

func TestKey(t *testing.T) {
	t.Parallel()
	f := Format{}
	for _, test := range []struct{ container, id, want string }{
		{"MemCacheSession", "mySessionId", "64dbcd6606dff849be0e019555c21873"},
		{Unnamed, "64dbcd6606dff849be0e019555c21873", "64dbcd6606dff849be0e019555c21873"},
	} {
		if got, err := f.Key(test.container, test.id); got != test.want || err != nil {
			t.Errorf("the key of %s/%s is %s (%v), want %s", test.container, test.id, got, err, test.want)
		}
	}
	for _, test := range []struct{ container, id string }{{"", "x"}, {"x", ""}} {
		if _, err := f.Key(test.container, test.id); err == nil {
			t.Errorf("%q/%q has a key", test.container, test.id)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	f := Format{}
	const key = "64dbcd6606dff849be0e019555c21873"
	if c, id, exact, ok := f.Parse(key); c != Unnamed || id != key || exact || !ok {
		t.Errorf("a key that nobody asked for is %s/%s", c, id)
	}
	if _, err := f.Key("MemCacheSession", "mySessionId"); err != nil {
		t.Error(err)
	}
	if c, id, _, _ := f.Parse(key); c != Unnamed || id != key {
		t.Errorf("a key that somebody asked for is %s/%s: Key is to remember nothing", c, id)
	}
	if _, _, _, ok := (Format{Namespace: "ns"}).Parse(key); ok {
		t.Error("a namespace takes any digest for a key")
	}
	for _, key := range []string{"", "x", "sessh/C/s", strings.ToUpper(key), key + "0"} {
		if _, _, _, ok := f.Parse(key); ok {
			t.Errorf("%q is taken for a key", key)
		}
	}
}

func TestCacheKey(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		ns, key any
		want    string
	}{
		{nil, "cache_key", "188693688126b424eb89e1385eca6f01"},
		{nil, "key1", "19192ccdbb8267c35b9bdaf2f1f5594b"},
	} {
		if got, err := CacheKey(test.ns, test.key); got != test.want || err != nil {
			t.Errorf("the key of %v in %v is %s (%v), want %s", test.key, test.ns, got, err, test.want)
		}
	}
	one, _ := Format{Namespace: "ns"}.Key("C", "k")
	two, _ := (Format{}).Key("C", "k")
	if three, _ := CacheKey("ns", "k"); one == two || three == one {
		t.Error("namespaces do not count")
	}
}

// fixture is an item that a Python wrote.
type fixture struct {
	Container string `json:"container"`
	Session   string `json:"session"`
	Key       string `json:"key"`
	Protocol  int    `json:"protocol"`
	Value     []byte `json:"value_base64"`
	Repr      string `json:"python_repr"`
	By        string `json:"written_by"`
}

func fixtures(t testing.TB) map[string]fixture {
	t.Helper()
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) < 9 {
		t.Fatalf("fixtures: %v %v", files, err)
	}
	all := make(map[string]fixture)
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var f fixture
		if err := json.Unmarshal(b, &f); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all[strings.TrimSuffix(filepath.Base(name), ".json")] = f
	}
	return all
}

func TestFixtures(t *testing.T) {
	t.Parallel()
	for name, f := range fixtures(t) {
		t.Run(name, func(t *testing.T) {
			if key, err := (Format{}).Key(f.Container, f.Session); key != f.Key || err != nil {
				t.Errorf("the key is %s (%v), want %s", key, err, f.Key)
			}
			r, err := (Format{}).Decode(f.Value, 0)
			if err != nil {
				t.Fatal(err)
			}
			if r.LastAccess.Unix() != 1790000000 {
				t.Errorf("last access at %v", r.LastAccess)
			}
			// What no one edited is the same pickle.
			value, _, err := (Format{}).Encode(&format.Record{Data: r.Data}, &storage.Item{Value: f.Value})
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(value, f.Value) {
				t.Errorf("it is written as\n%q\nand was\n%q", value, f.Value)
			}
		})
	}
}

func at(t testing.TB, m *tree.Map, keys ...any) any {
	t.Helper()
	var v any = m
	for _, k := range keys {
		ok := false
		switch x := v.(type) {
		case *tree.Map:
			v, ok = x.Get(k)
		case *tree.List:
			v, ok = x.At(k.(int))
		}
		if !ok {
			t.Fatalf("there is no %v in %v", k, keys)
		}
	}
	return v
}

func TestValues(t *testing.T) {
	t.Parallel()
	all := fixtures(t)
	data := func(name string) *tree.Map {
		r, err := (Format{}).Decode(all[name].Value, 0)
		if err != nil {
			t.Fatal(err)
		}
		return r.Data
	}
	if got := at(t, data("nested"), "cart", "items", 0, "price"); got != 3.5 {
		t.Errorf("the price is %v", got)
	}
	if got := at(t, data("scalars"), "p", "unicode"); got != "café 中 🍵" {
		t.Errorf("the text is %q", got)
	}
	if got := at(t, data("scalars"), "p", "bytes"); got != tree.Bytes("\x00\xff\n'\"\\") {
		t.Errorf("the bytes are %q", got)
	}
	if got := at(t, data("shared"), "p", "b").(tree.Object).Display(); got != "<same as p/a>" {
		t.Errorf("what is shared is %s", got)
	}
	if got := at(t, data("nested"), "auth", "roles").(*tree.List).Form().String(); got != "tuple" {
		t.Errorf("the form of a tuple is %s", got)
	}
}

// python runs a script that reads a value, with the classes of lovely.session
// and of the fixtures' application.
func python(t *testing.T, interpreter string, value []byte, print string) string {
	t.Helper()
	path := crosstest.Python(t, strings.TrimPrefix(interpreter, "python")[:1])
	script := `
import sys, types, pickle
def module(name, **members):
    m = types.ModuleType(name); m.__dict__.update(members); sys.modules[name] = m
class MemCacheSessionData(dict): pass
class MemCachePkgData(dict): pass
class Item(object):
    def __repr__(self): return 'Item(%r, %r)' % (self.name, self.qty)
for c, m in ((MemCacheSessionData, 'lovely.session.memcached'), (MemCachePkgData, 'lovely.session.memcached'), (Item, 'shopapp')): c.__module__ = m
module('lovely'); module('lovely.session')
module('lovely.session.memcached', MemCacheSessionData=MemCacheSessionData, MemCachePkgData=MemCachePkgData)
module('shopapp', Item=Item)
stdin = getattr(sys.stdin, 'buffer', sys.stdin)
kw = {'encoding': 'latin1'} if sys.version_info[0] > 2 else {}
x = pickle.loads(stdin.read(), **kw)
print((` + print + `))
`
	cmd := exec.Command(path, "-c", script)
	cmd.Env = append(os.Environ(), "PYTHONIOENCODING=utf-8")
	cmd.Stdin = bytes.NewReader(value)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", interpreter, err, stderr.String())
	}
	return strings.TrimSpace(string(out))
}

// interpreters are the Pythons that edits are read with.
var interpreters = []string{"python3", "python2.7"}

func TestNewSessionIsReadByPython(t *testing.T) {
	if testing.Short() {
		t.Skip("both Pythons are started")
	}
	t.Parallel()
	r := &format.Record{Data: tree.NewMap()}
	must(t, r.Data.Set("myData", map[string]any{"info": "we want to keep this"}))
	value, flags, err := (Format{}).Encode(r, nil)
	if err != nil || flags != 0 {
		t.Fatal(flags, err)
	}
	for _, p := range interpreters {
		t.Run(p, func(t *testing.T) {
			const want = "{'myData': {'info': 'we want to keep this'}} MemCacheSessionData MemCachePkgData"
			if got := python(t, p, value, "'%r %s %s' % (x, type(x).__name__, type(x['myData']).__name__)"); got != want {
				t.Errorf("reads %s\nwant  %s", got, want)
			}
		})
	}
	back, err := (Format{}).Decode(value, 0)
	if err != nil || !tree.Equal(back.Data, r.Data) {
		t.Errorf("reads back as %v, %v", back, err)
	}
}

func TestEditsAreReadByPython(t *testing.T) {
	if testing.Short() {
		t.Skip("both Pythons are started for each edit")
	}
	t.Parallel()
	all := fixtures(t)
	for _, test := range []struct {
		name, fixture string
		edit          func(t *testing.T, m *tree.Map)
		print, want   string
	}{
		{"a float", "nested", func(t *testing.T, m *tree.Map) {
			must(t, at(t, m, "cart", "items", 0).(*tree.Map).Set("price", 4.25))
		}, "x['cart']['items'][0]['price'], x['cart']['items'][1]['price'], x['auth']['roles']", "(4.25, 10, ('admin', 'dev'))"},
		{"a shared list", "shared", func(t *testing.T, m *tree.Map) {
			must(t, at(t, m, "p", "a").(*tree.List).Append(7))
		}, "x['p']['b'], x['p']['a'] is x['p']['b'], x['p']['rec']['me'] is x['p']['rec']", "([1, 2, 7], True, True)"},
		{"beside an application's object", "objects", func(t *testing.T, m *tree.Map) {
			must(t, at(t, m, "p").(*tree.Map).Set("new", "text"))
		}, "x['p']['new'], x['p']['item'], x['p']['item'].tags, x['p']['when'].isoformat(), str(x['p']['decimal']), x['p']['complex']",
			""},
		{"a new package", "seed", func(t *testing.T, m *tree.Map) {
			must(t, m.Set("other", map[string]any{"k": []any{1, nil, true}}))
		}, "x['other']['k'], type(x['other']).__name__, x.lastAccessTime", "([1, None, True], 'MemCachePkgData', 1790000000)"},
		{"a new package in Python 3's protocol 3", "python3_3", newPackage, "x['other']['k'], type(x['other']).__name__", "('v', 'MemCachePkgData')"},
		{"a new package in Python 3's protocol 5", "python3_5", newPackage, "x['other']['k'], type(x['other']).__name__", "('v', 'MemCachePkgData')"},
		{"a new package in protocol 2", "binary2", newPackage, "x['other']['k'], type(x['other']).__name__", "('v', 'MemCachePkgData')"},
		{"in a binary protocol", "binary2", func(t *testing.T, m *tree.Map) {
			must(t, at(t, m, "p", "t").(*tree.List).Set(0, "one"))
		}, "x['p']['t'], x['p']['item']", "(('one', 2, 3, 4), Item('tea', 3))"},
		{"what Python 3 wrote", "python3_4", func(t *testing.T, m *tree.Map) {
			p := at(t, m, "p").(*tree.Map)
			must(t, p.Set("small", 43))
			must(t, at(t, p, "ordered").(*tree.Map).Set("c", "new"))
			must(t, at(t, p, "tuple").(*tree.List).Set(0, "first"))
		}, "x['p']['small'], x['p']['bytes'], x['p']['a'] is x['p']['b'], x['p'][(1, 'x')], list(x['p']['ordered'].items()), type(x['p']['ordered']).__name__, x['p']['tuple'], x['p']['aware'].isoformat(), x['p']['rec']['me'] is x['p']['rec'], sorted(x), x['p']['long'] == 2 ** 80, x['p']['text']",
			"(43, b'\\x00\\xff', True, 'tuple key', [('b', 1), ('a', 2), ('c', 'new')], 'OrderedDict', ('first', ('a',), ()), '2026-01-02T00:00:00+00:00', True, ['empty', 'p'], True, 'café 中 🍵')"},
		{"beside keys of all types", "keys", func(t *testing.T, m *tree.Map) {
			must(t, at(t, m, "p q").(*tree.Map).Set(int64(1), "changed"))
		}, "x['p q'][1], x['p q'][(1, 'x')], len(x['p q'])", "('changed', 'tuple key', 5)"},
	} {
		r, err := (Format{}).Decode(all[test.fixture].Value, 0)
		if err != nil {
			t.Fatal(err)
		}
		test.edit(t, r.Data)
		value, _, err := (Format{}).Encode(r, &storage.Item{Value: all[test.fixture].Value})
		if err != nil {
			t.Fatal(err)
		}
		if _, info, err := pickle.Decode(value, graph.Limits{}); err != nil || info.Protocol != all[test.fixture].Protocol {
			t.Errorf("%s: written in protocol %d, %v", test.name, info.Protocol, err)
		}
		for _, p := range interpreters {
			t.Run(test.name+"/"+p, func(t *testing.T) {
				if p == "python2.7" && all[test.fixture].Protocol > 2 {
					t.Skip("Python 2.7 has no such protocol")
				}
				want := test.want
				if want == "" {
					want = "('text', Item('tea', 3), {'hot'}, '2026-01-02T03:04:05.000678', '12.30', (1+2j))"
					if p == "python2.7" {
						want = strings.Replace(want, "{'hot'}", "set(['hot'])", 1)
					}
				}
				if got := python(t, p, value, test.print); got != want {
					t.Errorf("reads %s\nwant  %s", got, want)
				}
			})
		}
	}
}

func newPackage(t *testing.T, m *tree.Map) {
	must(t, m.Set("other", map[string]any{"k": "v"}))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestNoSession(t *testing.T) {
	t.Parallel()
	dump := func(v any) []byte {
		b, err := Dumps(v)
		must(t, err)
		return b
	}
	seed := fixtures(t)["seed"].Value
	for _, test := range []struct {
		name  string
		value []byte
		flags uint32
		want  string
	}{
		{"another pickle", dump("text"), 0, "not a session of lovely.session"},
		{"no pickle", []byte("{}"), 0, "the pickle cannot be read: at byte 0"},
		{"nothing", nil, 0, "the pickle cannot be read"},
		{"half of one", seed[:len(seed)/2], 0, "the pickle cannot be read: at byte"},
		{"flags", seed, 2, "the item's flags are 2"},
	} {
		if _, err := (Format{}).Decode(test.value, test.flags); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}

func TestRoundTripOfValues(t *testing.T) {
	t.Parallel()
	for _, v := range []any{nil, true, int64(-5), 1.5, "text", "café", tree.Bytes("\xff"), tree.NewList(1, "a"), map[string]any{"k": 1}} {
		want, err := tree.Of(v)
		must(t, err)
		b, err := Dumps(v)
		must(t, err)
		if got, err := Loads(b); err != nil || !tree.Equal(got, want) {
			t.Errorf("%v comes back as %v, %v", v, got, err)
		}
	}
}

// TestEmptySession reads sessions without packages, in every protocol: in the newer
// ones nothing shows that an empty dictionary is one.
func TestEmptySession(t *testing.T) {
	t.Parallel()
	for protocol := 0; protocol <= 5; protocol++ {
		root := newSession(time.Unix(1790000000, 0))
		if protocol >= 2 {
			root = &graph.Node{Kind: graph.Object, Form: "newobj", Class: SessionClass, State: root.State,
				Args: []*graph.Node{global(SessionClass), {Kind: graph.List, Form: "tuple"}}}
		}
		value, err := pickle.Encode(root, pickle.Info{Protocol: protocol})
		must(t, err)
		r, err := (Format{}).Decode(value, 0)
		if err != nil || r.Data.Len() != 0 || r.LastAccess.Unix() != 1790000000 {
			t.Errorf("protocol %d: %+v, %v", protocol, r, err)
			continue
		}
		must(t, r.Data.Set("p", map[string]any{"k": 1}))
		value, _, err = (Format{}).Encode(r, &storage.Item{Value: value})
		must(t, err)
		if back, err := (Format{}).Decode(value, 0); err != nil || !tree.Equal(back.Data, r.Data) {
			t.Errorf("protocol %d: the edit reads back as %v, %v", protocol, back, err)
		}
	}
}
