package phpserialize

import (
	"strings"
	"testing"

	"sessh/session/format/graph"
)

func TestHostileValues(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ data, want string }{
		{``, "ends too early"},
		{`x:1;`, "no value begins"},
		{`N`, "is missing"},
		{`N:`, "is missing"},
		{`b:2;`, "is not a bool"},
		{`b:;`, "is not a bool"},
		{`i:;`, "is not an integer"},
		{`i:1x;`, "is not an integer"},
		{`i: 1;`, "is not an integer"},
		{`i:1`, "is missing"},
		{`i:` + strings.Repeat("9", 30_000) + `;`, "too long"},
		{`d:;`, "is not a float"},
		{`d:.;`, "is not a float"},
		{`d:e5;`, "is not a float"},
		{`d:1e;`, "is not a float"},
		{`d:0x1p3;`, "is not a float"},
		{`d:1_0;`, "is not a float"},
		{`d:1.2.3;`, "is not a float"},
		{`d:inf;`, "is not a float"},
		{`s:99999999:"x"`, "ends too early"},
		{`s:-1:"";`, "is not a count"},
		{`s:+1:"a";`, "is not a count"},
		{`s:99999999999999999999:"";`, "is not a count"},
		{`s:9223372036854775807:"";`, "ends too early"},
		{`s:1:a";`, "is missing"},
		{`s:1:"a;`, "is missing"},
		{`s:1:"a"`, "is missing"},
		{`s:1:"ab";`, "is missing"},
		{`S:99999999:"a";`, "items are claimed"},
		{`S:1:"\4";`, "is not an escape"},
		{`S:1:"\+1";`, "is not an escape"},
		{`S:3:"a\4`, "ends too early"},
		{`a:4294967295:{`, "items are claimed"},
		{`a:-1:{}`, "is not a count"},
		{`a:1:{i:0;N;`, "is missing"},
		{`a:1:{}     `, "no key begins"},
		{`a:0:{`, "is missing"},
		{`a:1:{N;N;}  `, "no key begins"},
		{`a:1:{d:0;N;}  `, "no key begins"},
		{`a:1:{i:99999999999999999999;N;}`, "does not fit"},
		{`a:1:{i:0;N;i:1;N;}`, "is missing"},
		{`O:8:"stdClass":99999999:{}`, "items are claimed"},
		{`O:0:"":0:{}`, "is not the name of a class"},
		{`O:2:"\A":0:{}`, "is not the name of a class"},
		{"O:2:\"\x00A\":0:{}", "is not the name of a class"},
		{`O:1:"A"0:{}`, "is missing"},
		{`C:1:"A":99999999:{}`, "items are claimed"},
		{`C:1:"A":3:{ab}`, "is missing"},
		{`C:1:"A":1:{ab}`, "is missing"},
		{`E:4:"Suit";`, "is not a case"},
		{`E:5:"Suit:";`, "is not a case"},
		{`E:5:":Case";`, "is not a case"},
		{`R:1;`, "of 0"},
		{`r:1;`, "to itself"},
		{`r:0;`, "number 0"},
		{`r:999999;`, "of 1"},
		{`a:1:{i:0;r:1;}`, "an object that is a map"},
		{`a:1:{i:0;R:2;}`, "of 1"},
		{`a:1:{i:0;r:2;}`, "to itself"},
		{`a:2:{i:0;i:1;i:0;R:2;}`, "to itself"},
		{`a:2:{i:0;i:1;i:1;r:2;}`, "an object that is a int"},
		{`a:1:{i:0;R:-1;}`, "is not a count"},
		{`i:5;junk`, "left over"},
		{`i:5;i:6;`, "left over"},
		{strings.Repeat(`a:1:{i:0;`, 100_000), "nested deeper"},
		{strings.Repeat(`O:1:"A":1:{i:0;`, 100_000), "nested deeper"},
	} {
		n, err := Decode([]byte(test.data), graph.Limits{})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%.60q: %v, %v; want an error with %q", test.data, n, err, test.want)
		}
	}
}

func TestHostileSessions(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		s          Serializer
		data, want string
	}{
		{PHP, "a", "is missing"},
		{PHP, "a|", "ends too early"},
		{PHP, "a|i:1;b", "is missing"},
		{PHP, "a|i:1;}b|i:2;|", "ends too early"},
		{PHP, "a|R:1;", "of 0"},
		{PHP, "a|r:1;", "to itself"},
		{PHPBinary, "\x05a", "ends too early"},
		{PHPBinary, "\x01a", "ends too early"},
		{PHPBinary, "\x01ai:1;\x01", "ends too early"},
		{PHPSerialize, "i:5;", "not an array"},
		{PHPSerialize, "a:0:{}x", "left over"},
		{"json", "{}", "not a serializer"},
	} {
		n, err := DecodeSession([]byte(test.data), test.s, graph.Limits{})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s %q: %v, %v; want an error with %q", test.s, test.data, n, err, test.want)
		}
	}
}

// A payload in a payload, and so on: each is looked at once or twice, not once
// for each level around it.
func TestNestedPayloadsAreReadInLinearTime(t *testing.T) {
	data := []byte(`s:0:"";`)
	for range 300 {
		data = append(append(append([]byte(`C:1:"A":`), itoa(len(data))+":{"...), data...), '}')
	}
	n, err := Decode(data, graph.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	allocs := testing.AllocsPerRun(1, func() { _, _ = Decode(data, graph.Limits{}) })
	if allocs > 100*300 {
		t.Errorf("%.0f allocations for 300 levels", allocs)
	}
	again, err := Encode(n)
	if err != nil || string(again) != string(data) {
		t.Errorf("written as %.100q, %v", again, err)
	}
}

// Replacing what has an index must not search it from the start each time.
func TestKeysThatAreThereTwiceAreFound(t *testing.T) {
	t.Parallel()
	const many = 90_000
	var b strings.Builder
	b.WriteString("a:" + itoa(2*many+1) + `:{i:0;O:1:"A":0:{}`)
	for i := 1; i < many; i++ {
		b.WriteString("i:" + itoa(i) + ";N;")
	}
	b.WriteString("i:1;R:2;")
	for i := 1; i <= many; i++ {
		b.WriteString("i:" + itoa(many-i) + ";b:1;")
	}
	b.WriteString("}")
	n, err := Decode([]byte(b.String()), graph.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(n.Items) != many || n.Items[0].Kind != graph.Bool || n.Items[many-1].Kind != graph.Bool {
		t.Errorf("a %s of %d items", n.Kind, len(n.Items))
	}
}

func TestEncodeBoundsWhatIsWritten(t *testing.T) {
	t.Parallel()
	twice := graph.NewText(strings.Repeat("x", 1000))
	for range 60 {
		twice = &graph.Node{Kind: graph.List, Items: []*graph.Node{twice, twice}}
	}
	if _, err := Encode(twice); err == nil || !strings.Contains(err.Error(), "takes more than") {
		t.Errorf("%v for 2^60 copies", err)
	}
	deep := &graph.Node{Kind: graph.List}
	for range 5000 {
		deep = &graph.Node{Kind: graph.List, Items: []*graph.Node{deep}}
	}
	if _, err := Encode(deep); err == nil || !strings.Contains(err.Error(), "nested deeper") {
		t.Errorf("%v for 5000 levels", err)
	}
	if got := Repr(deep); len([]rune(got)) != graph.LineLength+1 || !strings.HasSuffix(got, "…") {
		t.Errorf("5000 levels are shown as %s", got)
	}
}
