package pickle

import (
	"strings"
	"testing"

	"sessh/session/format/graph"
	"sessh/session/format/pickle/forms"
	"sessh/session/format/pickle/object"
)

// TestShown are pickles of single opcodes and of what Python's own types become.
func TestShown(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		"N.": "null", "I01\n.": "true", "I00\n.": "false", "\x88.": "true", "\x89.": "false",
		"I-5\n.": "-5", "L5L\n.": "5", "L5\n.": "5", "K\xff.": "255", "M\xff\xff.": "65535", "J\xff\xff\xff\xff.": "-1",
		"\x8a\x00.": "0", "\x8a\x01\x80.": "-128", "\x8b\x02\x00\x00\x00\x00\x80.": "-32768",
		"F1\n.": "1.0", "F-nan\n.": "nan", "F-0\n.": "-0.0", "F1e16\n.": "1e+16", "F.00001\n.": "1e-05",
		"G\x7f\xf0\x00\x00\x00\x00\x00\x00.": "inf", "F5e-324\n.": "5e-324", "F123456789012345678\n.": "1.2345678901234568e+17",
		`S'it\'s'` + "\n.": `"it's"`, `S"\x00\101\q\a"` + "\n.": `"\x00A\\q\x07"`, "U\x01\xff.": `b"\xff"`, "T\x01\x00\x00\x00a.": `"a"`,
		`V\u00e9\\u0041\U0001f375` + "\n.": `"é\\\\u0041🍵"`, "V\xe9\n.": `"é"`, `V\ud800` + "\n.": `"\ud800"`,
		"X\x02\x00\x00\x00\xc3\xa9.": `"é"`, "\x8c\x01'.": `"'"`, "\x8d\x01\x00\x00\x00\x00\x00\x00\x00a.": `"a"`,
		"C\x01\xff.": `b"\xff"`, "B\x01\x00\x00\x00a.": `b"a"`, "\x8e\x01\x00\x00\x00\x00\x00\x00\x00a.": `b"a"`,
		"\x96\x01\x00\x00\x00\x00\x00\x00\x00a.": `bytearray(b"a")`,
		"(K\x01K\x02l.":                          "[1, 2]", ").": "()", "(t.": "()", "K\x01\x85.": "(1,)", "NN\x86.": "(null, null)", "NNN\x87.": "(null, null, null)",
		"(K\x01Nd.": "{1: null}", "}K\x01Ns.": "{1: null}", "}(K\x01NK\x02Nu.": "{1: null, 2: null}",
		"]K\x01a.": "[1]", "](K\x01K\x02e.": "[1, 2]", "\x8f.": "set[]", "\x8f(K\x01\x90.": "set[1]", "(\x91.": "frozenset[]", "(K\x01\x91.": "frozenset[1]",
		"NK\x010.": "null", "N(K\x01K\x021.": "null", "N2\x86.": "(null, null)", "Np5\n0g5\n.": "null", "Nr\x00\x00\x01\x000j\x00\x00\x01\x00.": "null", "N\x940h\x00.": "null",
		"\x80\x04\x95\x02\x00\x00\x00\x00\x00\x00\x00N.": "null",
		"cm\nC.D\n.": "m.C.D", "\x8c\x01m\x8c\x01C\x93.": "m.C",
		"cm\nC\nK\x01\x85R.": "m.C(1)", "cm\nC\n)\x81}K\x01K\x02sb.": "m.C{1: 2}", "cm\nC\n)\x81N}K\x01K\x02s\x86b.": "m.C{1: 2}",
		"cm\nC\n)}K\x01K\x02s\x92.": "m.C({1: 2})", "(cm\nC\nK\x01o.": "m.C(1)", "(K\x01im\nC\n.": "m.C(1)",
		"cm\nC\n)RK\x01aK\x02K\x03sK\x04b.": "m.C[1]{2: 3}{4}", "cm\nC\n)R(K\x01K\x02\x90.": "m.C[1, 2]", "cm\nC\n)RK\x01bK\x02b.": "m.C{builds[1, 2]}",
		"P7\n.": `persistent("7")`, "K\x07Q.": "persistent(7)", "\x82\x07.": "extension(7)", "\x83\x00\x01.": "extension(256)", "\x84\x00\x00\x01\x00.": "extension(65536)",
		"]q\x00h\x00a.": "[[...]]", "}q\x00Nh\x00s.": "{null: {...}}", "]q\x00h\x00\x85q\x01a0h\x01.": "([(...)],)",
		"cm\nC\n)\x81q\x00}K\x01h\x00sb.":                                          "m.C{1: m.C{...}}",
		"c__builtin__\nset\n](K\x01K\x01e\x85R.":                                   "set[1]",
		"cbuiltins\nfrozenset\n]\x85R.":                                            "frozenset[]",
		"c_codecs\nencode\nX\x02\x00\x00\x00\xc3\xbfVlatin1\n\x86R.":               `b"\xff"`,
		"c__builtin__\nbytes\n)R.":                                                 `b""`,
		"c__builtin__\nbytearray\nX\x02\x00\x00\x00\xc3\xbfVlatin-1\n\x86R.":       `bytearray(b"\xff")`,
		"ccopy_reg\n_reconstructor\n(cm\nC\nc__builtin__\ndict\n}K\x01NstR.":       "m.C{1: null}",
		"cdatetime\ndatetime\nC\x0a\x07\xea\x81\x02\x03\x04\x00\x00\x00\x00\x85R.": "datetime.datetime(2026-01-02 03:04:00 fold=1)",
		"cdatetime\ntime\nC\x06\x83\x04\x00\x00\x00\x00\x85R.":                     "datetime.time(03:04:00 fold=1)",
		"czoneinfo\nZoneInfo._unpickle\nVEurope/Paris\n\x88\x86R.":                 `zoneinfo.ZoneInfo._unpickle("Europe/Paris", true)`,
		// A later key takes the place of an equal one.
		"}(K\x01NI01\nK\x02F1\nK\x03u.": "{1: 3}", "}(Va\nK\x01S'a'\nK\x02u.": `{"a": 2}`, "}((K\x01tNI01\n\x85K\x02u.": "{(1,): 2}",
		"}(C\x01aNVa\nNu.": `{b"a": null, "a": null}`, "}(Fnan\nNFnan\nNu.": "{nan: null, nan: null}",
	} {
		n, _, err := Decode([]byte(data), graph.Limits{})
		if err != nil {
			t.Errorf("%q: %v", data, err)
			continue
		}
		if got := object.Repr(n); got != want {
			t.Errorf("%q is shown as %s, and not %s", data, got, want)
		}
	}
}

func TestReprIsShort(t *testing.T) {
	t.Parallel()
	for _, n := range []*graph.Node{
		graph.NewText(strings.Repeat("é", 10_000)),
		{Kind: graph.Bytes, Text: strings.Repeat("\xff", 10_000)},
		{Kind: graph.List, Items: make([]*graph.Node, 10_000)},
	} {
		s := []rune(object.Repr(n))
		if len(s) != graph.LineLength+1 || s[graph.LineLength] != '…' {
			t.Errorf("%d characters: %s", len(s), string(s[max(0, len(s)-10):]))
		}
	}
}

// TestForms checks the words for how a value was written.
func TestForms(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		"S'a'\n.": "text str", "U\x01\xff.": "bytes str", "Va\n.": "text unicode", "C\x01a.": "bytes bytes",
		"L5L\n.": "int long", "I5\n.": "int ", "\x8a\x01\x05.": "int long", "\x8a\x06\x00\x00\x00\x00\x00\x01.": "int ",
		"\x8a\x06\x00\x00\x00\x00\x00\x01U\x000.": "int long", "\x8a\x06\x00\x00\x00\x00\x00\x01q\x01.": "int long",
		"].": "list ", ").": "list tuple", "}.": "map ", "\x8f.": "list set", "cm\nC\n.": "object global",
		"ccopyreg\n_reconstructor\n(cm\nC\nc__builtin__\nobject\nNtR.": "object reconstruct",
		"ccopyreg\n_reconstructor\n)R.":                                "object reduce",
		`V\udc00` + "\n.":                                              "object surrogates", "P1\n.": "object persid",
	} {
		n, _ := decode(t, []byte(data))
		if got := n.Kind.String() + " " + n.Form; got != want {
			t.Errorf("%q is a %q, and not a %q", data, got, want)
		}
	}
}

func TestInfo(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]Info{
		"N.": {}, "K\x01.": {Protocol: 1}, "\x80\x02N.": {Protocol: 2}, "\x88.": {Protocol: 2}, "\x80\x03C\x00.": {Protocol: 3},
		"\x80\x02\x8c\x00.": {Protocol: 4}, "\x96\x00\x00\x00\x00\x00\x00\x00\x00.": {Protocol: 5},
		"S''\n.": {Python2: true}, "]q\x01.": {Protocol: 1, Python2: true}, "]q\x00.": {Protocol: 1},
	} {
		_, info := decode(t, []byte(data))
		if info.Protocol != want.Protocol || info.Python2 != want.Python2 {
			t.Errorf("%q: protocol %d, Python 2 %v", data, info.Protocol, info.Python2)
		}
	}
}

// TestNew are new values as cPickle writes them.
func TestNew(t *testing.T) {
	t.Parallel()
	ns, key := graph.NewText("ns"), graph.NewText("key")
	for _, c := range []struct {
		n    *graph.Node
		want string
	}{
		{key, "S'key'\np1\n."},
		{graph.NewText("k"), "S'k'\n."},
		{graph.NewText(""), "S''\n."},
		{graph.NewText("kä"), "Vk\xe4\np1\n."},
		{tuple(ns, key), "(S'ns'\np1\nS'key'\np2\nt."},
		{graph.NewInt(1 << 40), "I1099511627776\n."},
		{&graph.Node{Kind: graph.Int, Int: 5, Form: forms.Long}, "L5L\n."},
		{&graph.Node{Kind: graph.Map, Pairs: []graph.Pair{{Key: key, Value: tuple(ns)}}}, "(dp1\nS'key'\np2\n(S'ns'\np3\ntp4\ns."},
	} {
		if got := encode(t, c.n, Info{Python2: true}); string(got) != c.want {
			t.Errorf("%s is written as %q, and not %q", object.Repr(c.n), got, c.want)
		}
	}
}

// TestTail keeps what stands behind the end, which Python does not look at.
func TestTail(t *testing.T) {
	t.Parallel()
	const data = "N.more."
	n, info := decode(t, []byte(data))
	if got := encode(t, n, info); string(got) != data {
		t.Errorf("written as %q", got)
	}
}

func TestItems(t *testing.T) {
	t.Parallel()
	find := func(name string, protocol int) *graph.Node {
		for _, f := range fixtures(t) {
			if f.Name == name && f.Protocol == protocol && f.Writer[7] == '3' {
				n, _ := decode(t, f.Value)
				return n
			}
		}
		t.Fatalf("there is no fixture %s", name)
		return nil
	}
	for _, p := range []int{0, 2, 5} {
		bag := find("bag", p).Items[2] // Bag(a=1, b=2)
		if e := forms.DictItems(bag); e == nil || len(*e) != 2 || (*e)[1].Key.Text != "b" {
			t.Errorf("protocol %d: %s has the entries %v", p, object.Repr(bag), e)
		}
		row := find("row", p).Items[2] // Row([1, 2])
		if !forms.HoldsList(row) {
			t.Errorf("protocol %d: %s is not taken for a list", p, object.Repr(row))
		}
		for _, name := range []string{"item", "none", "dicts"} {
			if n := find(name, p); forms.DictItems(n) != nil || forms.HoldsList(n) {
				t.Errorf("%s is taken for a dict or list", object.Repr(n))
			}
		}
		for _, name := range []string{"default", "ordered", "counter"} {
			if n := find(name, p); forms.DictItems(n) == nil {
				t.Errorf("%s has no entries", object.Repr(n))
			}
		}
	}
}

// TestOneState has an object that is given the same state twice show it once.
func TestOneState(t *testing.T) {
	t.Parallel()
	const data = "cm\nC\n)R}q\x00bh\x00b."
	n, _ := decode(t, []byte(data))
	if n.State == nil || n.State.Kind != graph.Map {
		t.Errorf("the state is %s", object.Repr(n.State))
	}
}
