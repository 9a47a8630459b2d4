package pickle

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"sessh/session/format/graph"
	"sessh/session/format/pickle/forms"
	"sessh/session/format/pickle/object"
)

// TestRefused are pickles that must fail, by what the error says, without
// taking memory for what they claim.
func TestRefused(t *testing.T) {
	const deep = 90_000 // as many lists and dicts as a pickle may have, nearly
	many := 1_000_000
	if testing.Short() {
		many = 100_000
	}
	rep := strings.Repeat
	for name, c := range map[string]struct{ data, want string }{
		"nothing":              {"", "at byte 0: the value ends too early"},
		"no value":             {".", "at byte 0: the stack is empty"},
		"no end":               {"N", "ends too early"},
		"no opcode":            {"N\xff.", `at byte 1: 'ÿ' is not an opcode`},
		"protocol 6":           {"\x80\x06N.", "protocol 6 is not known"},
		"4 GiB str":            {"T\xff\xff\xff\xff.", "4294967295 bytes are needed"},
		"4 GiB unicode":        {"X\xff\xff\xff\xff.", "4294967295 bytes are needed"},
		"4 GiB bytes":          {"B\xff\xff\xff\xff.", "4294967295 bytes are needed"},
		"4 GiB long":           {"\x8b\xff\xff\xff\xff.", "4294967295 bytes are needed"},
		"2^62 unicode":         {"\x8d\x00\x00\x00\x00\x00\x00\x00\x40.", "4611686018427387904 bytes are needed"},
		"2^62 bytes":           {"\x8e\x00\x00\x00\x00\x00\x00\x00\x40.", "4611686018427387904 bytes are needed"},
		"2^62 bytearray":       {"\x96\x00\x00\x00\x00\x00\x00\x00\x40.", "4611686018427387904 bytes are needed"},
		"2^64-1 bytes":         {"\x8e\xff\xff\xff\xff\xff\xff\xff\xff.", "18446744073709551615 bytes are needed"},
		"2^62 frame":           {"\x80\x04\x95\x00\x00\x00\x00\x00\x00\x00\x40N.", "4611686018427387904 items are claimed"},
		"buffer":               {"\x97.", "out-of-band buffers are not supported"},
		"read-only buffer":     {"\x98.", "out-of-band buffers are not supported"},
		"deep lists":           {rep("]", deep) + rep("a", deep-1) + ".", "deeper than 500"},
		"deep tuples":          {"N" + rep("\x85", deep) + ".", "deeper than 500"},
		"deep dicts":           {rep("}N", deep) + "N" + rep("s", deep) + ".", "deeper than 500"},
		"deep states":          {rep("cm\nC\n)\x81", 1000) + "N" + rep("b", 1000) + ".", "deeper than 500"},
		"marks":                {rep("(", deep) + ".", "the stack is empty"},
		"too many marks":       {rep("(", 100_001) + ".", "more than 100000 marks are set at a time"},
		"long of digits":       {"L" + rep("9", many) + "L\n.", fmt.Sprintf("an integer of %d digits is too long", many)},
		"int of digits":        {"I" + rep("9", many) + "\n.", fmt.Sprintf("an integer of %d digits is too long", many)},
		"long of bytes":        {"\x8b\x40\x42\x0f\x00" + rep("\x01", 1_000_000) + ".", "an integer of 1000000 bytes is too long"},
		"octal":                {"I010\n.", "begins with a zero"},
		"octal long":           {"L-010L\n.", "begins with a zero"},
		"no int":               {"I1x\n.", "is not an integer"},
		"no long":              {"LL\n.", "is not an integer"},
		"no float":             {"F1_0\n.", "is not a float"},
		"hex float":            {"F0x1p3\n.", "is not a float"},
		"huge float":           {"F1e999\n.", "is not a float"},
		"number beyond memo":   {"Ng4294967296\n.", "nothing is stored as number 4294967296"},
		"number of four bytes": {"Nj\xff\xff\xff\xff.", "nothing is stored as number 4294967295"},
		"no number":            {"Np-1\n.", "is not the number of an object"},
		"put of nothing":       {"q\x00N.", "at byte 0: the stack is empty"},
		"put of mark":          {"N(q\x00.", "the stack is empty"},
		"pop of nothing":       {"0N.", "the stack is empty"},
		"no mark":              {"Nt.", "no mark was set"},
		"pop of no mark":       {"1N.", "no mark was set"},
		"pop below mark":       {"N(00.", "the stack is empty"},
		"dup of mark":          {"N(2.", "the stack is empty"},
		"dup of nothing":       {"2.", "the stack is empty"},
		"tuple over mark":      {"N(N\x86.", "2 objects are needed"},
		"append below mark":    {"](Na.", "the stack is empty"},
		"append to dict":       {"}Na.", "cannot be appended to a dict"},
		"append to None":       {"NNa.", "cannot be appended to a null"},
		"append to tuple":      {")Na.", "cannot be appended to a tuple"},
		"append to set":        {"\x8fNa.", "cannot be appended to a set"},
		"add to list":          {"](N\x90.", "cannot be appended to a list"},
		"set in list":          {"]NNs.", "cannot be set in a list"},
		"odd dict":             {"(Nd.", "a key has no value"},
		"odd items":            {"}(NNNu.", "a key has no value"},
		"state of list":        {"]}b.", "a list cannot be given a state"},
		"state of global":      {"cm\nC\n}b.", "a m.C cannot be given a state"},
		"state of itself only": {"Nb.", "the stack is empty"},
		"call of list":         {"])R.", "a list is called"},
		"call with list":       {"cm\nC\n]R.", "a list, not a tuple"},
		"newobj of None":       {"N)\x81.", "a null is called"},
		"newobj with None":     {"cm\nC\n))\x92.", "a tuple, not a dict"},
		"instance of None":     {"(No.", "an instance has no class"},
		"instance of nothing":  {"(o.", "an instance has no class"},
		"inst without mark":    {"im\nC\n.", "no mark was set"},
		"global of int":        {"K\x01K\x02\x93.", "is a int, not text"},
		"global without name":  {"cm\n\n.", "has 0 bytes"},
		"global of bytes":      {"cm\xff\nC\n.", "is not text"},
		"global of surrogates": {"X\x03\x00\x00\x00\xed\xa0\x80\x8c\x01a\x93.", "is a unicode, not text"},
		"extension 0":          {"\x82\x00.", "0 is not the number of an extension"},
		"extension below 0":    {"\x84\xff\xff\xff\xff.", "is not the number of an extension"},
		"str without quotes":   {"Sabc\n.", "without quotes"},
		"str of one quote":     {"S'\n.", "without quotes"},
		"str of two quotes":    {"S'\"\n.", "without quotes"},
		"str with bad \\x":     {`S'\xg0'` + "\n.", "needs two digits"},
		"str with short \\x":   {`S'\x0'` + "\n.", "needs two digits"},
		"str with last \\":     {`S'\'` + "\n.", "ends in a backslash"},
		"unicode with bad \\u": {`V\u00g0` + "\n.", "is not a character"},
		"short \\U":            {`V\U0001` + "\n.", "needs 8 digits"},
		"beyond unicode":       {`V\U00110000` + "\n.", "is not a character"},
		"unicode of bytes":     {"X\x01\x00\x00\x00\xff.", "is not UTF-8"},
		"changed set":          {"c__builtin__\nset\n(]q\x00tRh\x00Na0.", "a list that changes later"},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			n, _, err := Decode([]byte(c.data), graph.Limits{})
			runtime.ReadMemStats(&after)
			if err == nil {
				t.Fatalf("read as %s", object.Repr(n))
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %q, and not of %q", err, c.want)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20+1000*uint64(len(c.data)) {
				t.Errorf("%d bytes were allocated for %d", used, len(c.data))
			}
			if took := time.Since(start); took > time.Minute {
				t.Errorf("it took %v", took)
			}
		})
	}
}

// TestBombs are pickles that are small and stand for much.
func TestBombs(t *testing.T) {
	t.Parallel()
	scale := 10
	if testing.Short() {
		scale = 1
	}
	var laughs strings.Builder // lists of the same list ten times, 100 deep
	laughs.WriteString("]")
	for i := range 100 {
		fmt.Fprintf(&laughs, "q%c0](%se", i, strings.Repeat(fmt.Sprintf("h%c", i), 10))
	}
	long := "X\x40\x42\x0f\x00" + strings.Repeat("x", 1_000_000) + "q\x00"
	digits := "L" + strings.Repeat("7", 20_000) + "L\n"
	for name, data := range map[string]string{
		"dups":        "](]" + strings.Repeat("2", 30_000*scale) + "e.",
		"laughs":      laughs.String() + ".",
		"same text":   "](" + long + strings.Repeat("h\x00", 10_000*scale) + "e.",
		"same key":    "}(" + long + "N" + strings.Repeat("h\x00N", 10_000*scale) + "u.",
		"same bytes":  "](c_codecs\nencode\nq\x01" + long + "0X\x06\x00\x00\x00latin1q\x02" + strings.Repeat("h\x01h\x00h\x02\x86R", 4_000*scale) + "e.",
		"same set":    "](]q\x00(" + strings.Repeat("N", 10_000*scale) + "e" + "c__builtin__\nset\nq\x01" + strings.Repeat("h\x01h\x00\x85R", 4_000*scale) + "e.",
		"same long":   "](" + digits + "q\x00" + strings.Repeat("h\x00", 10_000*scale) + "e.",
		"same global": "](" + strings.Repeat("X\x01\x00\x00\x00aX\x01\x00\x00\x00b\x93", 8_000*scale) + "e.",
		"list in all": "]q\x00(" + strings.Repeat("h\x00", 30_000*scale) + "e.",
		"own tuples":  "]q\x00(" + strings.Repeat("h\x00\x85", 8_000*scale) + "e.",
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			n, info, err := Decode([]byte(data), graph.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if s := object.Repr(n); len(s) > 2100 {
				t.Errorf("shown in %d bytes", len(s))
			}
			out := encode(t, n, info)
			if len(out) > 6*len(data)+1000 {
				t.Errorf("%d bytes became %d", len(data), len(out))
			}
			again, _ := decode(t, out)
			if !same(n, again) {
				t.Error("it is not the same again")
			}
			if took := time.Since(start); took > time.Minute {
				t.Errorf("it took %v", took)
			}
		})
	}
}

// TestEntangled is a tuple that is part of itself in many ways.
func TestEntangled(t *testing.T) {
	t.Parallel()
	for _, size := range []int{10, 400} {
		self := &graph.Node{Kind: graph.List, Form: forms.Tuple}
		inner := self
		for range size {
			inner = &graph.Node{Kind: graph.List, Items: []*graph.Node{self, inner}}
			self.Items = append(self.Items, inner)
		}
		start := time.Now()
		data, err := Encode(self, Info{Protocol: 4})
		if err != nil {
			t.Fatal(err)
		}
		n, _ := decode(t, data)
		if !same(n, self) {
			t.Errorf("%d: it is not the same again", size)
		}
		if took := time.Since(start); took > time.Minute {
			t.Errorf("it took %v", took)
		}
	}
}

func TestTruncated(t *testing.T) {
	t.Parallel()
	for _, f := range fixtures(t) {
		step := 1
		if len(f.Value) > 2000 {
			step = len(f.Value)/50 + 1
		}
		if testing.Short() {
			step = len(f.Value)/20 + 1
		}
		for i := 0; i < len(f.Value); i += step {
			if _, _, err := Decode(f.Value[:i], graph.Limits{}); err == nil {
				t.Errorf("%s: %d of %d bytes were read", &f, i, len(f.Value))
			}
		}
	}
}

// TestNotWritten are graphs that have no pickle.
func TestNotWritten(t *testing.T) {
	t.Parallel()
	depth := 1_000_000
	if testing.Short() {
		depth = 10_000
	}
	deep := &graph.Node{Kind: graph.List}
	for range depth {
		deep = &graph.Node{Kind: graph.List, Items: []*graph.Node{deep}}
	}
	loop := &graph.Node{Kind: graph.Object, Form: forms.Reduce, Class: "m.f", Args: []*graph.Node{named("m", "f"), nil}}
	loop.Args[1] = tuple(loop)
	instance := func(form string, args ...*graph.Node) *graph.Node {
		return &graph.Node{Kind: graph.Object, Form: form, Class: "m.C", Args: args}
	}
	for name, c := range map[string]struct {
		n    *graph.Node
		want string
	}{
		"nothing":           {nil, "is missing"},
		"a missing item":    {&graph.Node{Kind: graph.List, Items: []*graph.Node{nil}}, "is missing"},
		"a missing key":     {&graph.Node{Kind: graph.Map, Pairs: []graph.Pair{{}}}, "is missing"},
		"a missing arg":     {instance(forms.Reduce, nil, nil), "is missing"},
		"time":              {&graph.Node{Kind: graph.Time}, "a time cannot be pickled"},
		"deep":              {deep, "deeper than"},
		"made of itself":    {loop, "deeper than"},
		"symbol":            {&graph.Node{Kind: graph.Text, Form: "symbol"}, `form "symbol"`},
		"other list":        {&graph.Node{Kind: graph.List, Form: "array"}, `form "array"`},
		"other map":         {&graph.Node{Kind: graph.Map, Form: "hash"}, `form "hash"`},
		"other int":         {&graph.Node{Kind: graph.Int, Form: "hex"}, `form "hex"`},
		"other bytes":       {&graph.Node{Kind: graph.Bytes, Form: "raw"}, `form "raw"`},
		"other object":      {instance("O"), `a m.C of the form "O"`},
		"no object":         {&graph.Node{Kind: graph.Object}, `of the form ""`},
		"too few args":      {instance(forms.Reduce, named("m", "f")), "a m.C"},
		"args in a list":    {instance(forms.Reduce, named("m", "f"), &graph.Node{Kind: graph.List}), "not a tuple"},
		"kwargs in a list":  {instance(forms.NewobjEx, named("m", "f"), tuple(), tuple()), "not a dict"},
		"inst of no global": {instance(forms.Inst, &graph.Node{}, tuple()), "is not a class"},
		"global of ints":    {instance(forms.Global, graph.NewInt(1), graph.NewInt(2)), "is not text"},
		"global with \\n":   {named("m\n", "f"), "has a newline"},
		"persid with \\n":   {instance(forms.Persid, &graph.Node{Kind: graph.Text, Form: forms.Persid, Text: "\n"}), "has a newline"},
		"extension 0":       {instance(forms.Ext, graph.NewInt(0)), "is not the number of an extension"},
		"invalid text":      {graph.NewText("\xff"), "is not UTF-8"},
		"no surrogates":     {instance(forms.Surrogates, &graph.Node{Kind: graph.Bytes, Text: "\xff"}), "is not UTF-8"},
	} {
		for _, info := range []Info{{}, {Protocol: 2, Python2: true}, {Protocol: 3}} {
			data, err := Encode(c.n, info)
			if err == nil {
				t.Errorf("%s is written as %q", name, data)
			} else if !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: the error is %q, and not of %q", name, err, c.want)
			}
		}
		if s := object.Repr(c.n); s == "" {
			t.Errorf("%s is shown as nothing", name)
		}
		_, _ = forms.DictItems(c.n), forms.HoldsList(c.n)
	}
	for _, p := range []int{-1, 6} {
		if _, err := Encode(&graph.Node{}, Info{Protocol: p}); err == nil {
			t.Errorf("protocol %d is written", p)
		}
	}
}

func named(module, name string) *graph.Node {
	return &graph.Node{Kind: graph.Object, Form: forms.Global, Class: module + "." + name,
		Args: []*graph.Node{graph.NewText(module), graph.NewText(name)}}
}
