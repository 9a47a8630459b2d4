package formats

import (
	"testing"

	"go.starlark.net/starlark"

	"sessh/repl/meter"
	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
)

func guard() *bounds.Guard { return bounds.NewGuard(meter.New(0), 0) }

// result is what a function returned: a text, or the error.
func result(s string, err error) string {
	if err != nil {
		return err.Error()
	}
	return s
}

func TestText(t *testing.T) {
	for format, want := range map[string]string{
		"5": "é    ", "*>4": "***é", "日^4": "日é日日", ".0": "", "d": "ValueError: Unknown format code 'd' for object of type 'str'",
	} {
		if got := result(Text(guard(), "é", format)); got != want {
			t.Errorf("%q: %q, not %q", format, got, want)
		}
	}
}

func TestNumber(t *testing.T) {
	for _, test := range []struct {
		v            starlark.Value
		format, want string
	}{
		{starlark.MakeInt(255), "#x", "0xff"}, {starlark.MakeInt(-1234567), ",", "-1,234,567"}, {starlark.MakeInt(7), "05", "00007"}, {starlark.MakeInt(1), "_^+8.1%", "+100.0%_"},
		{starlark.Float(1234.5), "09,.1f", "001,234.5"}, {starlark.Float(1e22), "", "1e+22"}, {starlark.Float(0.1), ".3", "0.1"},
		{starlark.MakeInt(1), ".2d", "ValueError: Precision not allowed in integer format specifier"},
	} {
		if got := result(Number(guard(), test.v, "int", test.format)); got != test.want {
			t.Errorf("%v in %q: %q, not %q", test.v, test.format, got, test.want)
		}
	}
}

// forms are those of texts.
type forms struct{}

func (forms) GetAttribute(x starlark.Value, name string) (starlark.Value, error) {
	return starlark.String(object.Str(x) + "." + name), nil
}
func (forms) Item(x, k starlark.Value) (starlark.Value, error) {
	return starlark.String(object.Str(x) + "[" + object.Repr(k) + "]"), nil
}
func (forms) Converted(v starlark.Value, conversion byte) (string, error) {
	if conversion == 's' {
		return object.Str(v), nil
	}
	return object.Repr(v), nil
}
func (f forms) Formatted(v starlark.Value, conversion byte, format string) (string, error) {
	if conversion == 0 {
		conversion = 's'
	}
	s, err := f.Converted(v, conversion)
	return s + "(" + format + ")", err
}

func TestPercent(t *testing.T) {
	values := []starlark.Value{starlark.String("é"), starlark.MakeInt(10)}
	for format, want := range map[string]string{
		"%-3s|%05d": "é  |00010", "%r %#x": "'é' 0xa", "%s": "TypeError: not all arguments converted during string formatting", "%s %s %s": "TypeError: not enough arguments for format string",
		"%s %(a)s": "TypeError: format requires a mapping", "%s %y": "ValueError: unsupported format character 'y' (0x79) at index 4",
	} {
		if got := result(Percent(guard(), forms{}, format, Arguments{Values: values})); got != want {
			t.Errorf("%q: %q, not %q", format, got, want)
		}
	}
	named := Arguments{Values: values[:1], Rest: true, Named: func(name starlark.String) (starlark.Value, error) { return name + name, nil }}
	if got := result(Percent(guard(), forms{}, "%(a)s %(é)4s%%", named)); got != "aa   éé%" {
		t.Errorf("names: %q", got)
	}
}

func TestBraces(t *testing.T) {
	args := []starlark.Value{starlark.String("x"), starlark.MakeInt(3)}
	kwargs := []starlark.Tuple{{starlark.String("k"), starlark.String("v")}}
	for format, want := range map[string]string{
		"{}{{{}}}": "x(){3()}", "{0.a[b][1]!r:>{1}}": "\"x.a['b'][1]\"(>3())", "{k:5}": "v(5)", "{} {0}": "ValueError: cannot switch from automatic field numbering to manual field specification",
		"{5}": "IndexError: Replacement index 5 out of range for positional args tuple", "{": "ValueError: Single '{' encountered in format string", "{z}": "KeyError: 'z'",
	} {
		if got := result(Braces(guard(), forms{}, format, args, kwargs)); got != want {
			t.Errorf("%q: %q, not %q", format, got, want)
		}
	}
}
