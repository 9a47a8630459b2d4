package quick_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/itchyny/gojq"
	"pgregory.net/rapid"

	"sessh/repl/jq/quick"
	"sessh/session/format/sparse"
)

// decide returns the verdict of a filter about a JSON text.
func decide(f *quick.Filter, text string) quick.Verdict {
	v, ok := sparse.JSON([]byte(text), f.Want(), new(sparse.Arena))
	if !ok {
		return quick.Ask
	}
	return f.Decide(v)
}

// run returns the results of the interpreter, as the shell gives values to it.
func run(t interface{ Fatal(...any) }, text, value string) (results []any, failed error) {
	q, err := gojq.Parse(text)
	if err != nil {
		t.Fatal(text, err)
	}
	dec := json.NewDecoder(strings.NewReader(value))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatal(value, err)
	}
	for it := q.Run(v); ; {
		x, ok := it.Next()
		if !ok {
			return results, nil
		}
		if err, ok := x.(error); ok {
			return results, err
		}
		results = append(results, x)
	}
}

// check compares a verdict with what the interpreter says.
func check(t interface{ Fatal(...any) }, text, value string, verdict quick.Verdict) {
	results, err := run(t, text, value)
	matches := false
	for _, r := range results {
		matches = matches || r != nil && r != false
	}
	switch {
	case verdict == quick.No && (matches || err != nil):
		t.Fatal("no match:", text, "of", value, "is", results, err)
	case verdict == quick.True && (err != nil || len(results) != 1 || results[0] != true):
		t.Fatal("true:", text, "of", value, "is", results, err)
	}
}

// TestVerdicts has an example of everything that can be decided.
func TestVerdicts(t *testing.T) {
	t.Parallel()
	const value = `{"cart":{"total":120,"rate":0.5,"items":[{"sku":"a-1","qty":2},{"sku":"b-2","qty":12}],"note":"Blue \"Train\" é","none":null,"paid":true},"x y":{"n":-3}}`
	for text, want := range map[string]quick.Verdict{
		`.cart.total > 100`: quick.True, `.cart.total > 120`: quick.No, `120 == .cart.total`: quick.True, `100 > .cart.total`: quick.No, `.cart.total >= 120.0`: quick.True,
		`.cart.rate < 1`: quick.True, `.cart.rate != 0.5`: quick.No, `.cart.total == "120"`: quick.No, `.cart.total < "120"`: quick.True, `.cart.none == null`: quick.True,
		`.missing.deep.down == 1`: quick.No, `.cart.total.deep == 1`: quick.Ask, `.cart.total.deep? == 1`: quick.No, `.cart.paid`: quick.True, `.cart.none`: quick.No, `.cart.total`: quick.Ask,
		`."x y".n == -3`: quick.True, `.["x y"]["n"] == -3`: quick.True, `.cart.note == "Blue \"Train\" é"`: quick.True, `.cart | .paid and (.total > 100)`: quick.True,
		`.cart.none or .cart.none`: quick.No, `.cart.paid or .cart.none`: quick.True, `.cart.paid and .cart.none`: quick.No, `.cart.none | not`: quick.True, `(.cart.discount // 0) > 10`: quick.No, `(.cart.total // 0) > 10`: quick.True,
		`.cart | has("total")`: quick.True, `.cart | has("nothing")`: quick.No, `.cart.items | length == 2`: quick.True, `.cart.note | length`: quick.Ask, `.cart.items | type == "array"`: quick.True,
		`.cart.note | test("train")`: quick.No, `.cart.note | test("train"; "i")`: quick.True, `.cart.note | contains("Blue")`: quick.True, `.cart.note | startswith("blue")`: quick.No, `.cart.note | endswith("é")`: quick.True,
		`.cart.items[] | select(.qty > 99) | .sku`: quick.No, `.cart.items[] | select(.qty > 9) | .sku`: quick.Ask, `.cart.items[].qty > 99`: quick.No, `any(.cart.items[]; .qty > 9)`: quick.True, `.cart.items | any(.qty > 99)`: quick.No,
		`all(.cart.items[]; .qty > 1)`: quick.True, `.cart.items | all(.qty > 2)`: quick.No, `.cart.items[0].qty == 2`: quick.True, `.cart.items[-1].qty == 2`: quick.No, `.cart.items[7].qty == 2`: quick.No,
		`.[].total? == 1`: quick.No, `.[] | .n? == -3`: quick.Ask, `.cart.total[]? == 1`: quick.No, `.cart.total[] == 1`: quick.Ask, `if .cart.paid then .cart.total > 200 else true end`: quick.No, `select(.cart.total > 500)`: quick.No, `empty`: quick.No, `true`: quick.True,
	} {
		q, err := gojq.Parse(text)
		if err != nil {
			t.Fatal(text, err)
		}
		f := quick.Compile(q)
		if f == nil {
			t.Errorf("%s cannot be decided", text)
			continue
		}
		got := decide(f, value)
		if got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
		check(t, text, value, got)
	}
	for _, text := range []string{`.a + 1 > 2`, `.. | numbers`, `.a as $x | $x`, `def f: 1; f == 1`, `.a == .b`, `[.a] == 1`, `.a[1:]`, `"\(.a)" == "x"`, `keys`, `.a | test("(")`, `.a = 1`, `try .a == 1`, `.a,.b`, `$__loc__`, `input`, `error`, `.[.a]`, `.[1.5]`, `@base64 "x" == "y"`} {
		q, err := gojq.Parse(text)
		if err != nil {
			t.Fatal(text, err)
		}
		if quick.Compile(q) != nil {
			t.Errorf("%s is decided", text)
		}
	}
}

// TestAgainstTheInterpreter compares verdicts with results, for random expressions and values.
func TestAgainstTheInterpreter(t *testing.T) {
	t.Parallel()
	decided, of := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		text := expression(3).Draw(t, "expression")
		q, err := gojq.Parse(text)
		if err != nil {
			t.Fatal(text, err)
		}
		f := quick.Compile(q)
		if f == nil {
			t.Fatal(text, "cannot be decided")
		}
		for range 8 {
			value := document(4).Draw(t, "value")
			verdict := decide(f, value)
			check(t, text, value, verdict)
			if of++; verdict != quick.Ask {
				decided++
			}
		}
	})
	if decided < of/10 {
		t.Errorf("only %d of %d are decided", decided, of)
	}
}

var names = []string{"a", "b", "c", "é", "x y"}

func scalar() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{
		"null", "true", "false", "0", "1", "-1", "2", "1.0", "1.5", "-0.0", "1e3", "1E-2", "9007199254740993", "9007199254740992.0", "123456789012345678", "12345678901234567890", "1e308",
		`""`, `"a"`, `"b"`, `"ab"`, `"é"`, `"a\"b"`, `"\u0061b"`, `"a\nb"`, `"\ud83d\ude00"`,
	})
}

// document returns random JSON texts.
func document(depth int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		kind := rapid.IntRange(0, 5).Draw(t, "kind")
		if depth == 0 || kind == 0 {
			return scalar().Draw(t, "scalar")
		}
		blank := rapid.SampledFrom([]string{"", " ", "\n\t"}).Draw(t, "blank")
		var parts []string
		for i := range rapid.IntRange(0, 3).Draw(t, "members") {
			part := blank + document(depth-1).Draw(t, "member")
			if kind > 1 {
				part = fmt.Sprintf("%s%q%s:%s", blank, names[(i+rapid.IntRange(0, 1).Draw(t, "name"))%len(names)], blank, part)
			}
			parts = append(parts, part+blank)
		}
		if kind > 1 {
			return "{" + strings.Join(parts, ",") + "}"
		}
		return "[" + strings.Join(parts, ",") + "]"
	})
}

// expression returns random expressions that can be decided.
func expression(depth int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		sub := func() string { return expression(depth-1).Draw(t, "part") }
		kind := rapid.IntRange(0, 14).Draw(t, "kind")
		if depth == 0 {
			kind %= 3
		}
		switch kind {
		case 0, 1:
			return path().Draw(t, "path")
		case 2:
			return path().Draw(t, "path") + " " + rapid.SampledFrom([]string{"==", "!=", "<", "<=", ">", ">="}).Draw(t, "operator") + " " + rapid.SampledFrom(constants).Draw(t, "constant")
		case 3:
			return rapid.SampledFrom(constants).Draw(t, "constant") + " " + rapid.SampledFrom([]string{"==", "<", ">="}).Draw(t, "operator") + " (" + sub() + ")"
		case 4:
			return "(" + sub() + ") and (" + sub() + ")"
		case 5:
			return "(" + sub() + ") or (" + sub() + ")"
		case 6:
			return "(" + sub() + ") | (" + sub() + ")"
		case 7:
			return "(" + path().Filter(single).Draw(t, "path") + ") // (" + sub() + ")"
		case 8:
			return sub() + " | select(" + sub() + ")"
		case 9:
			return rapid.SampledFrom([]string{"any", "all"}).Draw(t, "quantifier") + "(" + path().Draw(t, "path") + "; " + sub() + ")"
		case 10:
			return rapid.SampledFrom([]string{"any", "all", "select"}).Draw(t, "function") + "(" + sub() + ")"
		case 11:
			return "if " + sub() + " then " + sub() + " else " + sub() + " end"
		case 12:
			return "(" + sub() + ") | not"
		case 13:
			return path().Draw(t, "path") + " | " + rapid.SampledFrom([]string{
				`has("a")`, `test("^a")`, `test("A";"i")`, `contains("a")`, `startswith("a")`, `endswith("b")`, "length", "length > 1", "type", `type == "object"`, "any", "all", "empty",
			}).Draw(t, "function")
		}
		return "if " + sub() + " then " + sub() + " end"
	})
}

var constants = []string{"null", "true", "false", "0", "1", "-1", "1.0", "1.5", "9007199254740992", "9007199254740993.0", `""`, `"a"`, `"ab"`, `"é"`}

func single(path string) bool {
	return !strings.ContainsAny(path, "?") && !strings.Contains(path, "[]")
}

func path() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		var b strings.Builder
		b.WriteString(".")
		for i := range rapid.IntRange(0, 3).Draw(t, "steps") {
			s := rapid.SampledFrom([]string{".a", ".b", ".c", `."x y"`, `["é"]`, "[]", "[0]", "[-1]", "[]?", ".a?", ".b?", "[0]?"}).Draw(t, "step")
			if i == 0 {
				s = strings.TrimPrefix(s, ".")
			}
			b.WriteString(s)
		}
		return b.String()
	})
}
