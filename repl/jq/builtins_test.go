package jq

import (
	"fmt"
	"strings"
	"testing"

	"github.com/itchyny/gojq"
)

// harmless are the functions that are called without a guard, by the reason: they
// make no more than they are given, in time that does not grow faster.
var harmless = []struct{ reason, names string }{
	{"one number of one, two or three", `abs/0 acos/0 acosh/0 asin/0 asinh/0 atan/0 atan2/2 atanh/0 cbrt/0 ceil/0 copysign/2 cos/0 cosh/0 drem/2 erf/0 erfc/0
		exp/0 exp10/0 exp2/0 expm1/0 fabs/0 fdim/2 floor/0 fma/3 fmax/2 fmin/2 fmod/2 frexp/0 gamma/0 hypot/2 j0/0 j1/0 ldexp/2 lgamma/0 log/0 log10/0 log1p/0 log2/0
		logb/0 modf/0 nearbyint/0 nextafter/2 nexttoward/2 pow/2 remainder/2 rint/0 round/0 scalb/2 scalbln/2 significand/0 sin/0 sinh/0 sqrt/0 tan/0 tanh/0 tgamma/0
		trunc/0 y0/0 y1/0`},
	{"a number, a bool or a short text", `has/1 in/1 length/0 utf8bytelength/0 type/0 startswith/1 endswith/1 isfinite/0 isinfinite/0 isnan/0 isnormal/0 infinite/0 nan/0 now/0 not/0 toboolean/0`},
	{"a part of a text, which is shared", `ltrim/0 ltrimstr/1 rtrim/0 rtrimstr/1 trim/0 trimstr/1`},
	{"its input, a part of it or nothing", `arrays/0 booleans/0 empty/0 finites/0 first/0 iterables/0 last/0 normals/0 nulls/0 numbers/0 objects/0 scalars/0 select/1 strings/0 values/0`},
	{"a time of a fixed format, or its eight numbers", `fromdate/0 fromdateiso8601/0 gmtime/0 localtime/0 mktime/0 todate/0 todateiso8601/0`},
	{"ends the run, or is not there", `debug/1 env/0 error/0 error/1 halt/0 halt_error/0 halt_error/1 input/0 inputs/0 modulemeta/0`},
	{"a list of fixed length", `builtins/0`},
	{"one instruction after the other, with a look between any two", `JOIN/2 JOIN/3 JOIN/4 all/0 all/1 all/2 any/0 any/1 any/2 combinations/0 combinations/1 first/1 isempty/1
		last/1 limit/2 map/1 nth/2 path/1 paths/0 paths/1 range/1 range/2 range/3 recurse/0 recurse/1 recurse/2 repeat/1 skip/2 tostream/0 truncate_stream/1 until/2 while/2`},
}

// harmlessOperators are the operators that are not made calls.
var harmlessOperators = map[gojq.Operator]string{
	gojq.OpPipe: "one instruction", gojq.OpComma: "one instruction", gojq.OpMod: "no more than its operands", gojq.OpAnd: "a bool", gojq.OpOr: "a bool", gojq.OpAlt: "one of its operands",
	gojq.OpAssign: "paths of indexes that are guarded", gojq.OpModify: "has a guard of its own", gojq.OpUpdateMod: "no more than its operands", gojq.OpUpdateAlt: "one of its operands",
}

// TestEveryBuiltin: whatever gojq brings is either guarded or known to be harmless.
func TestEveryBuiltin(t *testing.T) {
	known := make(map[string]string)
	add := func(name, why string) {
		if before, ok := known[name]; ok {
			t.Errorf("%s is both %s and %s", name, before, why)
		}
		known[name] = why
	}
	for _, g := range guarded {
		for _, name := range strings.Fields(g.names) {
			if !strings.HasPrefix(name, "_") {
				add(fmt.Sprintf("%s/%d", name, g.args), "guarded")
			}
		}
	}
	for _, f := range filtered {
		add(fmt.Sprintf("%s/%d", f.name, strings.Count(f.args, ";")+1), "guarded")
	}
	for _, h := range harmless {
		for _, name := range strings.Fields(h.names) {
			add(name, h.reason)
		}
	}
	for _, name := range plain(t, "builtins[]", nil) {
		if _, ok := known[name.(string)]; !ok {
			t.Errorf("%s is neither guarded nor known to be harmless", name)
		}
		delete(known, name.(string))
	}
	for name := range known {
		t.Errorf("gojq has no %s", name)
	}
}

func TestEveryOperator(t *testing.T) {
	for op := gojq.OpPipe; ; op++ {
		if !named(op) {
			if op <= gojq.OpUpdateAlt {
				t.Errorf("there is no operator %d", op)
			}
			return
		}
		_, call := operators[op]
		_, update := updates[op]
		_, known := harmlessOperators[op]
		if !call && !update && !known {
			t.Errorf("%s is neither guarded nor known to be harmless", op)
		}
	}
}

func named(op gojq.Operator) (ok bool) {
	defer func() { ok = recover() == nil }()
	return op.String() != ""
}
