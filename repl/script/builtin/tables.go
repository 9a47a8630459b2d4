package builtin

import (
	"maps"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
)

// methods are those of the built-in classes.
var methods map[string]map[string]function

// classMethods are functions of a class itself, such as dict.fromkeys.
var classMethods map[string]map[string]function

func init() { // they refer to each other
	frozen := maps.Clone(setMethods)
	for name, fn := range setChanges {
		setMethods[name] = function{fn.takes, func(c *call) (starlark.Value, error) {
			if err := setOf(c).Changeable(); err != nil {
				return nil, err
			}
			return fn.f(c)
		}}
	}
	methods = map[string]map[string]function{
		"str": textMethods, "bytes": bytesMethods, "list": listMethods, "dict": dictMethods, "tuple": tupleMethods,
		"set": setMethods, "frozenset": frozen, "range": rangeMethods, "int": intMethods, "float": floatMethods, "bool": intMethods,
		"dict_keys": viewMethods, "dict_items": viewMethods,
	}
	classMethods = map[string]map[string]function{
		"dict": {"fromkeys": {"p1-2", fromKeys}}, "bytes": {"fromhex": {"1", fromHex}}, "float": {"fromhex": {"1", lacks("float.fromhex")}},
		"int": {"from_bytes": {"*", lacks("int.from_bytes")}}, "str": {"maketrans": {"p1-3", makeTrans}},
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
