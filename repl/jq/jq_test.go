package jq

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/itchyny/gojq"

	"sessh/repl/meter"
)

// bound is what programs may hold. A meter measures the heap of the whole process, so
// that the tests of this package do not run side by side.
const bound = 4 << 20

// plain returns what gojq makes of a value by itself.
func plain(t *testing.T, text string, v any) (out []any) {
	t.Helper()
	q, err := gojq.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	for it := q.Run(v); ; {
		x, ok := it.Next()
		if _, failed := x.(error); failed || !ok {
			return out
		}
		out = append(out, x)
	}
}

// TestSame: an expression means what it means to gojq.
func TestSame(t *testing.T) {
	session := map[string]any{
		"n": 5, "f": 1.5, "s": "a,b,c", "t": "x", "l": []any{3, 1, 2}, "o": map[string]any{"a": 1, "b": []any{1, 2}},
		"items": []any{map[string]any{"sku": "k1", "qty": 3}, map[string]any{"sku": "k2", "qty": 12}},
	}
	for _, text := range []string{
		".", ".n > 4", ".items[] | select(.qty > 9) | .sku", ".n * 2", ".t * 3", "3 * .t", ".n - 1", ".l - [1]", ".s / \",\"", ".n / 2", ".n % 3", ".o * {a: {c: 1}}",
		"(1, 2) * (3, 4)", "(1, 2) - (3, 4)", "(1, 2) == (1, 2)", ".l == [3, 1, 2]", ".l < .o", ".l != .l", ".n == .f", ".f >= .n",
		"(\"[\\\"\" + \"9\" * 400 + \"\\\", 1]\") | fromjson", ".n + .f", ".s + .t", ".l + .l", ".o + {c: 1}", ".s + 1", "(1, 2) + (.n, .f)", ".l += [4]", ".n += .f", ".l | reverse", ".o | keys, reverse?", "0 | strftime(\"%Y\")", "\"2020\" | strptime(\"%Y\")", "jn(2; 1.5), yn(2; 1.5)",
		"[limit(2; .s | match(\"b\"; \"gi\"))]", ".s | test([\"B\", \"i\"])", ".s | sub(\"(?<x>B)\"; .x + \"!\"; \"gi\")", ".s | gsub(\"^a\"; \"\", \"y\")", ".s | [scan([\"[A-C]\", \"i\"])]", ".s | test([])", ".s | test(\"(\")", ".s | test(\"a\"; \"q\")", "\"x\" * 5000 | [match(\"^x|\\\\bx\"; \"g\").offset]", "\"x\" * 5000 | test(\"x\")",
		".l[0]", ".l[-1]", ".l[.l[1]]", ".l[1:]", ".l[:.l[1]]", ".[\"n\"]", ".[\"n\", \"f\"]", ".l[5000]", "[.[] | tostring]", "\"n is \\(.n) and \\(.l)\"", "@json \"l \\(.l)\"", "@csv \"\\(.l)\"", "@text", "@json", "@base64",
		"[.l | @csv, @tsv, @sh, @html, @uri]", ".s | @base64 | @base64d", ".l | tojson | fromjson", ".l | sort", ".l | unique, min, max", ".items | sort_by(.qty) | map(.sku)", ".items | group_by(.sku)",
		".items | unique_by(.sku), min_by(.qty), max_by(-.qty)", "[.items[].qty] | add", "add(.l[])", ".l | add, join(\"-\")", "[[1], [2, [3]]] | flatten, flatten(1)", "[[1, 2], [3]] | transpose",
		".s | split(\",\")", ".s | split(\", *\"; null)", ".s | explode | implode", ".s | test(\"b\"), test(\"B\"; \"i\")", ".s | [match(\"[a-c]\"; \"g\").offset]", ".s | capture(\"(?<x>[a-z])\")",
		".s | [scan(\"[a-z]\")]", ".s | [splits(\",\")]", ".s | sub(\",\"; \"-\"), gsub(\",\"; \"-\"), gsub(\"(?<x>[a-z])\"; .x + .x)", ".l[0] = 9", ".l[1] |= . + 1", ".n += 1", ".n -= 1", ".n *= 2", ".t *= 3", ".n /= 2",
		".items[].qty |= . * 2", ".items[] |= select(.qty > 5)", "del(.l[0])", "del(.n, .f)", "path(.l[])", "[paths]", "getpath([\"o\", \"b\", 0])", "setpath([\"o\", \"b\", 3]; 7)", "delpaths([[\"n\"], [\"l\", 0]])",
		"getpath([\"o\", \"a\"]) |= . + 1", ".o | to_entries | from_entries", ".o | with_entries(.value |= tostring)", ".o | map_values(. == 1)", "walk(if type == \"number\" then . + 1 else . end)", "[.. | numbers]",
		"any(.l[]; . > 2), all(.l[]; . > 2)", ".l | IN([3, 1, 2])", "IN(.l[]; 1, 2)", "INDEX(.items[]; .sku) | keys", ".items | INDEX(.sku) | keys", ".l | index(1), rindex(1), indices(1)", ".s | index(\",\"), indices(\",\")",
		".s | contains(\"b\")", ".l | contains([1])", "\"a\" | inside(\"abc\")", ".l | bsearch(1)", "[limit(3; range(10))]", "first(range(5)), nth(2; range(5))", ".l | nth(1), first, last", "reduce .l[] as $x (0; . + $x)",
		"[foreach .l[] as $x (0; . + $x)]", "def f(x): x * 2; f(.n)", "def f($a; $b): $a - $b; f(.n; 2)", "def add: 7; .l | add", "def _f: 1; _f", ". as {n: $n, l: [$a, $b]} | $n - $a", "try error(\"x\") catch .", ".x?", ".n.x?", "[.l[] as $x | $x == 1]",
		"label $out | .l[] | if . == 1 then break $out else . end", "[.[] | type] | sort", "\"12\" | tonumber", "tojson | length", "input_line_number", "[tostream]", "fromstream(tostream)", "pick(.o.a)", "[.l | combinations(2)?]", "now | type", "0 | todate", "$__loc__", "ltrimstr(1)",
		"[1, [2]] | getpath([1, 0])", "\"\\(1;2)\"", "@nosuch", "[splits(1)]", ".l | .[[1]]", "splits", "limit(0; 1)", "[.l[] | . as $x | [1, 2] | index($x)]", "{(.t): .n}", "{a: (.n, .f)}", ".l | tostring == \"[3,1,2]\"", "[range(5)] | .[2:4] = []", ".l | .[1:] |= map(. * 2)", "(.n, .f) |= . * 2", "paths(type == \"number\")", "env | length", "ascii_downcase?", "getpath([\"nosuch\", 1])", "[.items[] | {sku, n: (.qty * 2)}]", ".n as $x | .l | map(. * $x - 1)",
	} {
		t.Run(text, func(t *testing.T) {
			c, err := Compile(text)
			if err != nil {
				if q, perr := gojq.Parse(text); perr == nil {
					if _, cerr := gojq.Compile(q); cerr == nil {
						t.Fatal(err)
					}
				}
				return
			}
			got, err := c.Run(context.Background(), meter.New(bound), session)
			if failed := (*Failed)(nil); errors.As(err, &failed) {
				err = nil
			}
			if want := plain(t, text, session); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("gives %v, %v, not %v", got, err, want)
			}
		})
	}
}

// hostile are expressions that take more memory than there is, or more time.
var hostile = []string{
	"def f: 1 + f; f", "def f: f | f; f", "def f: [f]; f", "[range(1e9)]", "[range(1e9) | tostring]", "[repeat(1)]",
	"\"x\" * 1e9", "1e9 * \"x\"", ".a * 1e9", "(.. | strings) * 1e9", ".a *= 1e9", "reduce range(60) as $i (\"x\"; . + .)", "reduce range(60) as $i ([1]; . + .)", "[\"x\" * 1e6 | range(1e6) as $i | . + \"y\"]",
	"reduce range(60) as $i (1; [., .]) | tojson", "reduce range(60) as $i (1; [., .])", "reduce range(60) as $i (1; [., .]) | tostring", "reduce range(60) as $i (1; {a: ., b: .}) | @json", "reduce range(60) as $i (1; [., .]) | \"\\(.)\"",
	"reduce range(60) as $i (1; [., .]) | . == .", "reduce range(60) as $i (1; [., .]) | [., .] | sort", "reduce range(60) as $i (1; [., .]) | [., .] | unique", "reduce range(60) as $i (1; [., .]) | [., .] | min", "reduce range(60) as $i (1; [., .]) | flatten",
	"reduce range(60) as $i (1; [., .]) | [.] | group_by(.)", "reduce range(60) as $i (1; [., .]) as $b | [1, 2] | sort_by($b)", "reduce range(60) as $i (1; [., .]) | contains(.)", "reduce range(60) as $i (1; [., .]) | index([1])", "reduce range(60) as $i (1; [., .]) | . - .",
	"reduce range(60) as $i (1; [., .]) | del(.[0][0])", "reduce range(60) as $i (1; [., .]) | .[0] |= empty", "reduce range(60) as $i (1; [., .]) | delpaths([[0]])", "reduce range(60) as $i (1; [., .]) | map_values(empty)", "reduce range(60) as $i (1; [., .]) | IN([1])",
	"reduce range(60) as $i ({}; {a: ., b: .}) | . * .", "reduce range(60) as $i (1; [., .]) | INDEX(.)", "reduce range(60) as $i (1; [., .]) | @sh", "reduce range(60) as $i (1; [., .]) | ascii_downcase? // tojson", "reduce range(60) as $i (1; [., .]) | format(\"json\")",
	"reduce range(30000) as $i (1; [.]) | tojson", "reduce range(100000) as $i (1; [.]) | . == [.]", "reduce range(100000) as $i (1; [.])",
	"[range(1e5) | \"x\" * 1e3] | join(\"y\" * 1e4)", "(\"x\" * 1e5) as $x | [range(1e4) | $x] | add", "(\"x\" * 1e5) as $x | [range(1e4) | $x] | join(\",\")", "add((\"x\" * 1e5) as $x | range(1e4) | $x)", "[range(1e4) | [range(10)]] | .[0] = [range(1e5)] | transpose",
	"null | .[500000000] = 1", "null | setpath([500000000]; 1)", "null | .[5e8] |= 1", "500000000 as $n | null | .[$n] = 1", "null | getpath([500000000]) = 1", "null | nth(500000000) = 1", "fromstream([[500000000], 1], [[500000000]])", "null | .a[0].b[500000000] = 1", "null | pick(.[500000000])",
	"\"x\" * 5e6 | explode", "\"x,\" * 1e6 | split(\",\")", "\"x,\" * 1e6 / \",\"", "\"x\" * 1e6 | [match(\"\"; \"g\")]", "\"x\" * 1e6 | [scan(\".\")]", "\"x\" * 1e6 | gsub(\"\"; \"y\")", "\"x\" * 1e6 | [splits(\"x\")]", "\"9\" * 1e6 | tonumber", "reduce range(60) as $i (99999999999999999999; . * .)",
	"[range(20000)] as $l | $l - ($l | map(. + 100000))", "[range(30000)] | indices([range(20000)])", "\"[\" * 1e6 | fromjson", "[range(1e5)] | combinations(9)", "[recurse(. , .)]", "until(false; [., .])",
	"\"1.\" + \"9\" * 4e5 | fromjson", "0 | strftime(\"%c\" * 1e6)", "0 | strflocaltime(\"%A\" * 1e6)", "\"x\" | strptime(\"%c\" * 1e6)", "jn(1e15; 1e16)", "yn(1e15; 1e16)", "[range(1e5)] | reverse", "[range(1e5)] | keys", "[range(1e5)] as $x | $x + $x + $x", "\"x\" * 3e6 | . + .", "\"x\" * 3e6 | . += .", "(\"X\" * 3e6) | ascii_downcase",
	"\"a\" | test(\"[a-z]\" * 1e5)", "\"a\" | test([\"[a-z]\" * 1e5])", "\"a\" | sub(\"x{1000}\" * 9; \"\")", "\"x\" * 3e6 | test(\"(x{1,30}){1,30}y\")", "\"x\" * 3e6 | capture(\"(x{1,30}){1,30}y\"; \"i\")", "\"x\" * 4000 | [match(\"(()()()()()()()()()()()()()()()()()()()())\" * 20; \"g\")]", "\"x\" * 4000 | [scan(\"(()()()()()()()()()()()()()()()()()()()())\" * 20)]",
	"\"x\" * 1e6 | [scan(\"x*y|x\")]", "\"x\" * 4000 | [splits(\"(x{1,9}){1,9}y|x\")]", "\"x\" * 4000 | gsub(\"(x{1,9}){1,9}y|x\"; \"y\")", "\"x\" * 1e6 | split(\"x\"; \"g\")", "\"x\" * 1e6 | sub(\"x\"; \"y\"; \"g\")",
	"try (\"x\" * 1e9) catch 1", "(\"x\" * 1e9)?", "walk(.)?, [range(1e9)]",
}

// TestBound: every one of them ends with an error, and none of them crashes. Short tests
// try one in four.
func TestBound(t *testing.T) {
	for i, text := range hostile {
		if testing.Short() && i%16 != 0 {
			continue
		}
		t.Run(text, func(t *testing.T) {
			c, err := Compile(text)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			start := time.Now()
			out, err := c.Run(ctx, meter.New(bound), map[string]any{"a": "x", "l": []any{1, 2}})
			if err == nil || ctx.Err() != nil {
				t.Errorf("gives %d results, %v", len(out), err)
			}
			t.Logf("%v: %v", time.Since(start).Round(time.Millisecond), err)
		})
	}
}

func TestBoundIsTold(t *testing.T) {
	c, err := Compile(`"x" * 1e9`)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Run(context.Background(), meter.New(bound), nil)
	var e *meter.Error
	if !errors.As(err, &e) || e.Bound != bound {
		t.Errorf("the error is %v", err)
	}
}

// TestNotCalled: what goes around the guards has no name.
func TestNotCalled(t *testing.T) {
	for _, text := range []string{
		"__tojson0", "_tohtml0", "_match(\"x\"; null; false)", "_index(.; 1)", "_sort_by(.)", "$__run", "$__run | tojson", "__guard(1; 2; 3)", "def __tojson0: 1; tojson", "def _multiply(a; b): 1; 1", "def f(_multiply): 1; 1", "__index", "_setpath(1;2;3)",
	} {
		if _, err := Compile(text); err == nil {
			t.Errorf("%s can be compiled", text)
		}
	}
}

// stopping is a context that ends after it was asked a number of times.
type stopping struct {
	context.Context
	asks, after int
	done        chan struct{}
}

func (s *stopping) Done() <-chan struct{} {
	if s.Err() != nil {
		return s.done
	}
	return nil
}

func (s *stopping) Err() error {
	if s.asks++; s.asks > s.after {
		return context.Canceled
	}
	return nil
}

func TestStopped(t *testing.T) {
	done := make(chan struct{})
	close(done)
	for _, text := range []string{
		"def f: f; f", "[range(1e9)]", "[range(1e5)] as $l | $l | tojson", "[range(1e5)] as $l | $l == ($l | map(. + 0))", "[range(1e5)] | sort", "last(range(1e9))",
	} {
		t.Run(text, func(t *testing.T) {
			c, err := Compile(text)
			if err != nil {
				t.Fatal(err)
			}
			ctx := &stopping{Context: context.Background(), after: 200, done: done}
			_, err = c.Run(ctx, meter.New(0), nil)
			if !errors.Is(err, context.Canceled) || ctx.asks-ctx.after > 10 {
				t.Errorf("%v, asked %d times after it was to stop", err, ctx.asks-ctx.after)
			}
		})
	}
}

// TestDeep: what is nested without an end is refused, and takes no stack.
func TestDeep(t *testing.T) {
	for _, test := range []struct{ name, text string }{
		{"parentheses", strings.Repeat("(", 30_000) + "1" + strings.Repeat(")", 30_000)}, {"arrays", strings.Repeat("[", 30_000) + "1" + strings.Repeat("]", 30_000)},
		{"signs", strings.Repeat("-", 60_000) + "1"}, {"products", strings.Repeat("1*", 30_000) + "1"}, {"indexes", "." + strings.Repeat("[.", 20_000) + strings.Repeat("]", 20_000)},
		{"suffixes", "." + strings.Repeat("[.]", 20_000)}, {"pipes", strings.Repeat("1|", 30_000) + "1"}, {"functions", strings.Repeat("def f: ", 8000) + "1" + strings.Repeat("; 1", 8000)}, {"too long", strings.Repeat(" ", 70_000)},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := Compile(test.text); err == nil {
				t.Error("is compiled")
			}
		})
	}
	if _, err := Compile(strings.Repeat("1+", 1000) + "1"); err != nil {
		t.Error(err)
	}
}

func BenchmarkRun(b *testing.B) {
	v := map[string]any{"cart": map[string]any{"total": 120}}
	for _, text := range []string{".cart.total > 100", ".cart.total == .cart.total", "[.cart.total * 2] | tojson"} {
		c, err := Compile(text)
		if err != nil {
			b.Fatal(err)
		}
		m := meter.New(0)
		b.Run(strings.ReplaceAll(text, " ", "_"), func(b *testing.B) {
			for b.Loop() {
				if out, err := c.Run(context.Background(), m, v); err != nil || len(out) != 1 {
					b.Fatal(out, err)
				}
			}
		})
	}
}
