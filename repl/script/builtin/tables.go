package builtin

import (
	"maps"
	"sync"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
)

// tables are the functions there are, by their names.
type tables struct {
	functions    map[string]function            // the built-in ones
	constructors map[string]function            // of the built-in classes
	methods      map[string]map[string]function // of the values of these
	classMethods map[string]map[string]function // of the classes themselves, such as dict.fromkeys
}

// known are the tables. They are made when the first statement runs.
var known func() *tables

func init() { known = sync.OnceValue(newTables) } // which refer to known

func newTables() *tables {
	text, ints, views := textMethods(), intMethods(), viewMethods()
	sets := setMethods()
	frozen := maps.Clone(sets)
	for name, fn := range setChanges() {
		sets[name] = function{fn.takes, func(c *call) (starlark.Value, error) {
			if err := setOf(c).Changeable(); err != nil {
				return nil, err
			}
			return fn.f(c)
		}}
	}
	return &tables{
		functions: functions(), constructors: constructors(),
		methods: map[string]map[string]function{
			"str": text, "bytes": bytesMethods(text), "list": listMethods(), "dict": dictMethods(), "tuple": tupleMethods(),
			"set": sets, "frozenset": frozen, "range": rangeMethods(), "int": ints, "float": floatMethods(), "bool": ints,
			"dict_keys": views, "dict_items": views,
		},
		classMethods: map[string]map[string]function{
			"dict": {"fromkeys": {"p1-2", fromKeys}}, "bytes": {"fromhex": {"1", fromHex}}, "float": {"fromhex": {"1", lacks("float.fromhex")}},
			"int": {"from_bytes": {"*", lacks("int.from_bytes")}}, "str": {"maketrans": {"p1-3", makeTrans}},
		},
	}
}

// lacks returns a function that is not supported.
func lacks(name string) func(*call) (starlark.Value, error) {
	return func(*call) (starlark.Value, error) { return nil, object.NotSupported(name) }
}

// notYet are the attributes of Python's values and classes that there are not: to ask
// for one is not an error of the statement's.
var notYet = map[string][]string{
	"int":       {"as_integer_ratio", "to_bytes", "from_bytes", "real", "imag", "numerator", "denominator"},
	"bool":      {"as_integer_ratio", "to_bytes", "from_bytes", "real", "imag", "numerator", "denominator"},
	"float":     {"as_integer_ratio", "hex", "fromhex", "real", "imag"},
	"generator": {"send", "throw", "close", "gi_code", "gi_frame", "gi_running", "gi_suspended", "gi_yieldfrom"},
	"bytes":     {"maketrans"}, "range": {"start", "stop", "step"},
	"dict_keys": {"mapping"}, "dict_values": {"mapping"}, "dict_items": {"mapping"},
}
