package walkthrough_test

import (
	"context"
	"testing"

	"sessh/repl/walkthrough"
)

// result answers every example in the same way.
type result walkthrough.Result

func (r result) Run(context.Context, *walkthrough.Example) walkthrough.Result {
	return walkthrough.Result(r)
}

// TestFolding: characters that are not ASCII are equal to Python's escapes of them.
func TestFolding(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		want, got string
		flags     walkthrough.Flags
		match     bool
	}{
		{`\xe9`, "é", nil, true},
		{"é", `\xe9`, nil, true},
		{`\u4e2d\U0001f375`, "中🍵", nil, true},
		{`'caf\xe9'`, "'café'", nil, true},
		{`\xe9`, "è", nil, false},
		{`\xE9`, "é", nil, false},
		{`\u00e9`, "é", nil, false},
		{"é...", "été", walkthrough.Flags{walkthrough.Ellipsis: true}, true},
		{`\xe9 x`, "é   x", walkthrough.Flags{walkthrough.NormalizeWhitespace: true}, true},
		{"a b", "a\u00a0b", walkthrough.Flags{walkthrough.NormalizeWhitespace: true}, false},
		{`\xff`, "\xff", nil, false}, // not a character
		{"\xff", "\xff", nil, true},
		{`\ufffd`, "\ufffd", nil, true},
		{`\ufffd`, "\xef\xbf", nil, false},
	} {
		if got := walkthrough.Match(test.want+"\n", test.got+"\n", test.flags); got != test.match {
			t.Errorf("%q matches %q: %v", test.want, test.got, got)
		}
	}
}

func TestExpectedTracebacksAndTexts(t *testing.T) {
	t.Parallel()
	const traceback = "Traceback (most recent call last):\n"
	for _, test := range []struct {
		name, text string
		got        result
		passes     bool
	}{
		{"a printed text that looks like one", ">>> x\n" + traceback + "ValueError: a\n", result{Output: traceback + "ValueError: a\n"}, true},
		{"with lines between", ">>> x\n" + traceback + "    ...\nValueError: a\n", result{Output: traceback + "  File\nValueError: a\n"}, false},
		{"in the shell", "sessh> x\n" + traceback + "ValueError: a\n", result{Output: traceback + "ValueError: a\n"}, true},
		{"nothing is raised", ">>> x\n" + traceback + "ValueError: a\n", result{}, false},
		{"something else is printed", ">>> x\n" + traceback + "ValueError: a\n", result{Output: "ValueError: a\n"}, false},
		{"it is raised", ">>> x\n" + traceback + "ValueError: a\n", result{Exception: &walkthrough.Exception{Name: "ValueError", Text: "a"}}, true},
		{"raised, with its module", ">>> x\n" + traceback + "shop.Closed: a\n", result{Exception: &walkthrough.Exception{Module: "shop", Name: "Closed", Text: "a"}}, true},
		{"raised, without its module", ">>> x\n" + traceback + "Closed: a\n", result{Exception: &walkthrough.Exception{Module: "shop", Name: "Closed", Text: "a"}}, true},
		{"raised, with another module", ">>> x\n" + traceback + "bar.Closed: a\n", result{Exception: &walkthrough.Exception{Module: "shop", Name: "Closed", Text: "a"}}, false},
		{"a text of Python 2", ">>> x\n{u'k': u'caf\\xe9'}\n", result{Output: "{'k': 'café'}\n"}, true},
		{"shown as by Python 2", ">>> x\n{u'k': u'caf\\xe9'}\n", result{Output: "{'k': u'caf\\xe9'}\n"}, true},
		{"not bytes of Python 2", ">>> x\n{'k': 'caf\\xe9'}\n", result{Output: "{'k': u'caf\\xe9'}\n"}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			report := walkthrough.Parse("t", []byte(test.text)).Replay(context.Background(), test.got, walkthrough.Options{})
			if _, failed, _ := report.Counts(); (failed == 0) != test.passes {
				t.Errorf("%d failed", failed)
			}
		})
	}
}
