package jq

import (
	"fmt"
	"strings"

	"github.com/itchyny/gojq"
)

// runVariable is the variable that holds the run.
const runVariable = "$__run"

// guarded are the functions that are called through guards: their names, how many arguments
// they have, and the guard. The guard sees the input and the arguments, which are values.
var guarded = []struct {
	guard string
	args  int
	names string
}{
	{"text", 0, "tojson tostring add flatten _tohtml _touri _tourid _tocsv _totsv _tosh _tobase64 _tobase64d"},
	{"text", 1, "flatten format"},
	{"join", 1, "join"},
	{"compare", 0, "sort unique min max"},
	{"compare", 1, "contains inside bsearch"},
	{"indices", 1, "index rindex indices"},
	{"split", 1, "split"},
	{"explode", 0, "explode"},
	{"fromjson", 0, "fromjson"},
	{"number", 0, "tonumber"},
	{"transpose", 0, "transpose"},
	{"path", 1, "getpath delpaths"},
	{"path", 2, "setpath"},
	{"index", 1, "nth"},
	{"test", 1, "test"}, {"match", 1, "match capture"}, {"scan", 1, "scan splits"},
	{"test", 2, "test"}, {"match", 2, "match capture"}, {"scan", 2, "scan splits split"},
	{"copy", 0, "reverse keys implode ascii_downcase ascii_upcase to_entries from_entries"},
	{"time", 1, "strftime strflocaltime strptime"},
	{"order", 2, "jn yn"},
}

// filtered are functions with an argument that is a filter: the guard sees its result, or
// the input.
var filtered = []struct{ name, args, call string }{
	{"add", "f", "[f] | G(text) | N"},
	{"sort_by", "f", "N(f | G(compare))"}, {"group_by", "f", "N(f | G(compare))"}, {"unique_by", "f", "N(f | G(compare))"},
	{"min_by", "f", "N(f | G(compare))"}, {"max_by", "f", "N(f | G(compare))"},
	{"INDEX", "f", "N(f | G(text))"}, {"INDEX", "s; f", "N(s; f | G(text))"},
	{"IN", "s", "G(compare) | N(s | G(compare))"}, {"IN", "s; t", "N(s | G(compare); t | G(compare))"},
	{"del", "f", "G(path) | N(f)"}, {"map_values", "f", "G(path) | N(f)"}, {"walk", "f", "G(path) | N(f)"},
	{"fromstream", "f", "N(f | M(path; .[0]?))"}, {"pick", "f", "G(path) | N(f)"},
	{"sub", "re; str", "re as $re | M(match; $re) | N($re; str)"}, {"sub", "re; str; flags", "re as $re | flags as $flags | M(match; $re, $flags) | N($re; str; $flags)"},
	{"gsub", "re; str", "re as $re | M(scan; $re) | N($re; str)"}, {"gsub", "re; str; flags", "re as $re | flags as $flags | M(scan; $re, $flags) | N($re; str; $flags)"},
	{"with_entries", "f", "G(copy) | N(f)"},
}

// operators are the functions that stand for operators.
var operators = map[gojq.Operator]struct{ name, guard, symbol string }{
	gojq.OpMul: {"_multiply", "multiply", "*"}, gojq.OpAdd: {"_add", "plus", "+"}, gojq.OpSub: {"_subtract", "subtract", "-"}, gojq.OpDiv: {"_divide", "", "/"},
	gojq.OpEq: {"_equal", "compare", "=="}, gojq.OpNe: {"_notequal", "compare", "!="},
	gojq.OpLt: {"_less", "compare", "<"}, gojq.OpLe: {"_lesseq", "compare", "<="},
	gojq.OpGt: {"_greater", "compare", ">"}, gojq.OpGe: {"_greatereq", "compare", ">="},
}

// prelude returns the definitions of the functions that are used.
func prelude(used map[string]bool) ([]*gojq.FuncDef, error) {
	var b strings.Builder
	for _, g := range guarded {
		for _, name := range strings.Fields(g.names) {
			if used[name] {
				define(&b, name, g.guard, g.args)
			}
		}
	}
	for _, f := range filtered {
		if used[f.name] {
			n := strings.Count(f.args, ";") + 1
			own := fmt.Sprintf("__%s%d", f.name, n)
			call := f.call
			if f.name == "add" { // it has no filter
				fmt.Fprintf(&b, "def %s: add; ", own)
			} else {
				fmt.Fprintf(&b, "def %s(%s): %s(%s); ", own, f.args, f.name, f.args)
			}
			for _, kind := range []string{"text", "compare", "path", "copy"} {
				call = strings.ReplaceAll(call, "G("+kind+")", guardCall(kind, ""))
			}
			call = strings.ReplaceAll(call, "M(path; .[0]?)", guardCall("path", ".[0]?"))
			for _, kind := range []string{"match", "scan"} {
				call = strings.ReplaceAll(call, "M("+kind+"; $re)", guardCall(kind, "$re"))
				call = strings.ReplaceAll(call, "M("+kind+"; $re, $flags)", guardCall(kind, "$re, $flags"))
			}
			fmt.Fprintf(&b, "def %s(%s): %s; ", f.name, f.args, strings.ReplaceAll(call, "N", own))
		}
	}
	for _, o := range operators {
		if !used[o.name] {
			continue
		}
		check := guardCall(o.guard, "$a, $b")
		if o.guard == "" { // dividing a text by a text
			check = `if ($a | type) == "string" then $a | ` + guardCall("split", "$b") + " else . end"
		}
		fmt.Fprintf(&b, "def %s(a; b): b as $b | a as $a | (%s) as $checked | $a %s $b; ", o.name, check, o.symbol)
	}
	b.WriteString("def __index: " + guardCall("index", "") + "; .")
	q, err := gojq.Parse(b.String())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", b.String(), err)
	}
	return q.FuncDefs, nil
}

func guardCall(kind, args string) string {
	return fmt.Sprintf("%s(%s; %q; [%s])", guardFunction, runVariable, kind, args)
}

// define returns the definition of a function of values.
func define(b *strings.Builder, name, kind string, args int) {
	own := fmt.Sprintf("__%s%d", name, args)
	switch args {
	case 0:
		fmt.Fprintf(b, "def %s: %s; def %s: %s | %s; ", own, name, name, guardCall(kind, ""), own)
	case 1:
		fmt.Fprintf(b, "def %s(x): %s(x); def %s(x): x as $x | %s | %s($x); ", own, name, name, guardCall(kind, "$x"), own)
	case 2:
		given := "$x, $y"
		if kind == "path" { // the first argument is a path, the second a value
			given = "$x"
		}
		fmt.Fprintf(b, "def %s(x; y): %s(x; y); def %s(x; y): y as $y | x as $x | %s | %s($x; $y); ", own, name, name, guardCall(kind, given), own)
	}
}
