package rubymarshal

import (
	"runtime"
	"strings"
	"testing"

	"sessh/session/format/graph"
)

func TestHostileValues(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ data, want string }{
		{"", "ends too early"},
		{"\x04", "ends too early"},
		{"\x04\x07i\x00", "begins with 4.7"},
		{"\x03\x080", "begins with 3.8"},
		{"\x04\x09i\x00", "begins with 4.9"},
		{"\x04\x08", "ends too early"},
		{"\x04\x080T", "left over"},
	} {
		rejects(t, test.data, test.want)
	}
	for _, test := range []struct{ data, want string }{
		{"x", "is not a type"},
		{"\x00", "is not a type"},
		{"i", "ends too early"},
		{"i\x04\xff\xff\xff", "ends too early"},
		{"\"\x04\xff\xff\xff\x7f", "items are claimed"},
		{"\"\x04\xff\xff\xff\x7fabc", "items are claimed"},
		{"\"\x04\xff\xff\xff\xffabc", "items are claimed"},
		{"\"\xfaabc", "is negative"},
		{"\"\xfc\x00\x00\x00\x80abc", "-2147483648 is negative"},
		{":\xfaabc", "is negative"},
		{"[\x04\x00\x00\x00\x80", "items are claimed"},
		{"[\xfa", "is negative"},
		{"{\x04\xff\xff\xff\x7f00", "items are claimed"},
		{"{\x0700", "items are claimed"},
		{"{\xfa00", "is negative"},
		{"}\x0600", "ends too early"},
		{"S:\x06A\x04\xff\xff\xff\x7f", "items are claimed"},
		{"o:\x06A\x04\xff\xff\xff\x7f", "items are claimed"},
		{"o:\x06A\xfa", "is negative"},
		{"o:\x06A\x06i\x00i\x00", "in the place of a symbol"},
		{"oi\x00\x00", "in the place of a symbol"},
		{"o\"\x06A\x00", "in the place of a symbol"},
		{"oI\"\x06A\x00", "is missing"},
		{"o:\x03\xe9\x03\x00" + strings.Repeat("x", 1001), "1001 bytes"},
		{"o:\x06\xe9\x00", "is not in UTF-8"},
		{"l*\x06\x00\x00", "not a sign"},
		{"l+\x04\xff\xff\xff\x7f\x00", "items are claimed"},
		{"l+\xfa\x00", "is negative"},
		{"l+\x02\x00\x20" + strings.Repeat("\xff", 0x4000), "too long"},
		{"f\x00", "is not a float"},
		{"f\x06x", "is not a float"},
		{"f\x0anan()", "is not a float"},
		{"f\x0a0x1p3", "is not a float"},
		{"f\x081_0", "is not a float"},
		{"f\x0b1.5\x00ab", "is not a float"},
		{"f\x02\xd0\x07" + strings.Repeat("1", 2000), "is not a float"},
		{"@\x00", "no object number 0"},
		{"@\xfa", "no object number -1"},
		{"[\x06@\x06", "no object number 1"},
		{"[\x06@\x04\xff\xff\xff\x7f", "no object number 2147483647"},
		{"u:\x06A\x06a@\x00", "left over"},
		{"Iu:\x06A\x06a\x06:\x06@@\x00", "no object number 0"},
		{";\x00", "no symbol number 0"},
		{";\xfa", "no symbol number -1"},
		{"[\x07:\x06a;\x06", "no symbol number 1"},
		{"I0\x00", "no instance variables"},
		{"IT\x06:\x06ET", "no instance variables"},
		{"Ii\x00\x00", "no instance variables"},
		{"I;\x00\x00", "no instance variables"},
		{"[\x06I@\x00\x00", "no instance variables"},
		{"II\"\x06a\x00\x00", "no instance variables"},
		{"I\"\x06a\x04\xff\xff\xff\x7f", "items are claimed"},
		{"I\"\x06a\xfa", "is negative"},
		{"I\"\x06a", "ends too early"},
		{"I:\x06a\x04\xff\xff\xff\x7f", "items are claimed"},
		{"C:\x06A0", "cannot have it"},
		{"C:\x06Ai\x06", "cannot have it"},
		{"[\x06C:\x06A@\x00", "cannot have it"},
		{"C:\x06AI\"\x06a\x00", "cannot have it"},
		{"C:\x06Ao:\x06B\x00", "cannot have it"},
		{"C:\x06Ac\x06B", "cannot have it"},
		{"e:\x06A0", "cannot have it"},
		{"e:\x06Au:\x06B\x00", "cannot have it"},
		{"e:\x06Af\x061", "cannot have it"},
		{"/\x06a", "ends too early"},
		{"c\x04\xff\xff\xff\x7f", "items are claimed"},
		{strings.Repeat("[\x06", 100_000), "nested deeper"},
		{strings.Repeat("{\x060", 100_000), "nested deeper"},
		{strings.Repeat("}\x00", 100_000), "nested deeper"},
		{strings.Repeat("C:\x00", 100_000), "nested deeper"},
		{strings.Repeat("e:\x00", 100_000), "nested deeper"},
		{strings.Repeat("U:\x00", 100_000), "nested deeper"},
		{strings.Repeat("I[\x06", 100_000), "nested deeper"},
		{strings.Repeat("I\"\x00\x06:\x00", 100_000), "nested deeper"},
		{strings.Repeat("I:\x00\x06", 100_000), "nested deeper"},
	} {
		rejects(t, version+test.data, test.want)
	}
}

func rejects(t *testing.T, data, want string) {
	t.Helper()
	n, err := Decode([]byte(data), graph.Limits{})
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%.60q: %v, %v; want %q", data, n, err, want)
	}
}

func TestLimitsAreKept(t *testing.T) {
	t.Parallel()
	many := version + "[\x02\x10\x27" + strings.Repeat("0", 10_000)
	if _, err := Decode([]byte(many), graph.Limits{Nodes: 9_000}); err == nil || !strings.Contains(err.Error(), "more than 9000 parts") {
		t.Errorf("many nodes: %v", err)
	}
	if _, err := Decode([]byte(version+"[\x06[\x06[\x00"), graph.Limits{Depth: 2}); err == nil {
		t.Error("three levels are read, of two")
	}
	if _, err := Decode([]byte(version+"l+\x1e"+strings.Repeat("\xff", 50)), graph.Limits{Digits: 50}); err == nil {
		t.Error("an integer of 120 digits is read, of 50")
	}
}

// Values that repeat a large part by its number, or claim much at many levels,
// cost no more than what they are long.
func TestLittleMemoryIsUsed(t *testing.T) {
	long := "\x03\x40\x0d\x03" + strings.Repeat("x", 200_000) // a length, and as much
	times := func(n int, s string) string { return string(appendLong([]byte{'['}, int64(n))) + strings.Repeat(s, n) }
	for name, data := range map[string]string{
		"a symbol":              "[\x07:" + long + times(20_000, ";\x00"),
		"a string":              "[\x07\"" + long + times(20_000, "@\x06"),
		"a name":                "[\x07:" + long + times(20_000, "o:\x06A\x06;\x000"),
		"keys":                  "[\x08:" + long + "\"" + long + times(20_000, "{\x07;\x000@\x060"),
		"the name of encodings": "[\x08:\x0dencoding\"" + long + times(20_000, "I\"\x00\x06;\x00@\x06"),
		"counts":                strings.Repeat("[\x03\xf0\x49\x02", 400) + "0" + strings.Repeat("0", 170_000),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		n, err := Decode([]byte(version+data), graph.Limits{})
		if err == nil {
			Repr(n)
			_, err = Encode(n)
		}
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > 200<<20 {
			t.Errorf("%s: %d MB are used, %v", name, used>>20, err)
		}
		if name != "counts" && err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A graph in which everything occurs twice, again and again, is shown and
// written once.
func TestManyPaths(t *testing.T) {
	t.Parallel()
	data := strings.Repeat("[\x07", 40) + "00"
	for i := 39; i > 0; i-- {
		data += string(appendLong([]byte{'@'}, int64(i)))
	}
	n := decode(t, version+data)
	if again := encode(t, n); again != version+data {
		t.Errorf("%q is written as %q", data, again)
	}
	if r := Repr(n); len(r) > 4*graph.LineLength {
		t.Errorf("%d bytes are shown", len(r))
	}
}
