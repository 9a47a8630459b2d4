package script

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"
)

var tableRow = regexp.MustCompile("(?m)^\\| `(.*)` \\| (.*) \\|$")

// TestUnsupported: the table in examples/python.md is right.
func TestUnsupported(t *testing.T) {
	text, err := os.ReadFile("../../examples/python.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := tableRow.FindAllStringSubmatch(string(text), -1)
	if len(rows) < 50 {
		t.Fatalf("there are %d rows", len(rows))
	}
	for _, row := range rows {
		t.Run(row[1], func(t *testing.T) {
			source := strings.ReplaceAll(strings.ReplaceAll(row[1], " ⏎ def", "\ndef"), " ⏎ except", "\nexcept")
			source = strings.ReplaceAll(source, " ⏎ ", "\n    ")
			for _, source := range []string{source, "try:\n    " + strings.ReplaceAll(source, "\n", "\n    ") + "\nexcept:\n    pass"} {
				r := newInterp(t, 0).Run(context.Background(), source+"\n")
				if r.Exception == nil || r.Exception.Error() != "NotSupported: "+row[2] {
					t.Errorf("%s\ngives %v %s\nwant  %s", source, r.Exception, r.Output, row[2])
				}
			}
		})
	}
}
