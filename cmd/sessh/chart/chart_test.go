package chart

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
)

// TestChart: the image is XML, and its lines stand where their values belong.
func TestChart(t *testing.T) {
	t.Parallel()
	c := &Chart{Title: "a < b", Cost: func(v float64) string { return fmt.Sprint(v, " s") }, Lines: []Line{
		{"cheap", []Point{{10, 1}, {1000, 1}}},
		{"dear & slow", []Point{{10, 1}, {100, 10}, {1000, 100}}},
		{"nothing", nil},
	}}
	var b strings.Builder
	if _, err := c.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(strings.NewReader(b.String())); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{
		`<polyline points="80.0,420.0 540.0,420.0"`, `<polyline points="80.0,420.0 310.0,235.0 540.0,50.0"`,
		"a &lt; b", "dear &amp; slow", ">1,000<", ">100 s<",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("there is no %s in\n%s", want, b.String())
		}
	}
	if strings.Index(b.String(), ">dear") > strings.Index(b.String(), ">cheap") {
		t.Error("the names are not in the order of the costs")
	}
	if _, err := (&Chart{}).WriteTo(io.Discard); err == nil {
		t.Error("nothing is drawn")
	}
}
