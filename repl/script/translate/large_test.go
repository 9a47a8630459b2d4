package translate

import (
	"runtime"
	"strings"
	"testing"
	"time"
)

// What is ten times as long may take ten times as long, but not a hundred. What others take of the
// processors meanwhile does not count.
func TestLargeSources(t *testing.T) {
	t.Parallel()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	size := 30_000
	if testing.Short() {
		size = 5_000
	}
	many := func(s string) string { return strings.Repeat(s, size/len(s)) }
	for name, source := range map[string]string{
		"calls": "f" + many("()"), "comments": many("#\n"), "powers": "x" + many("**x"), "texts": "x = " + many("'a' "), "lists": "[" + many("[1],") + "]",
		"statements": many("a;"), "nots": many("not ") + "x", "conditions": many("a if b else ") + "x", "lambdas": many("lambda:") + "x", "chain": "a" + many("<a"),
		"loops": "[x" + many(" for x in y") + "]", "deep": strings.Repeat("[", maxOpen) + many("1,") + strings.Repeat("]", maxOpen), "assignments": many("a=") + "1",
		"arguments": "f(" + many("a=1,") + ")", "parameters": "def f(" + many("a=1,") + "): pass", "defaults": many("lambda x=") + "lambda:0", "signs": many("-") + "x",
		"dots": "a" + many(".a"), "blocks": "def f():\n" + many("  if a: b\n"), "lines": "(" + many("\n") + "a)", "lines that go on": "a" + many("\\\n+a"),
		"is": "a" + many(" is a or a"), "deletions": "del " + many("a[b],"), "clauses": "try: a\n" + many("except A: b\n"), "tries": "if a:\n" + many(" try: a()\n finally: b()\n"),
		"brackets": many("("), "quotes": many("'''"), "indents": many("\t") + "x", "empty": many("\n"),
	} {
		start := processorTime(t)
		_, _ = Python(source)
		Looks(source)
		Incomplete(source)
		if took := processorTime(t) - start; took > 5*time.Second {
			t.Errorf("%s: %d bytes took %v", name, len(source), took)
		}
	}
}

// TestTooLarge: what would take a stack or a time that is not there is refused.
func TestTooLarge(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it looks at megabytes")
	}
	for name, source := range map[string]string{
		"words": strings.Repeat("1 and ", 1<<18) + "1", "powers": strings.Repeat("2**", 1<<17) + "1", "lines": strings.Repeat("a;", 1<<18),
	} {
		if _, err := Python(source); err == nil {
			t.Errorf("%s: is translated", name)
		}
	}
}

// TestTooLongIsNotRead: of a statement that is too long no more is read than shows it,
// and it reads like a statement all the same.
func TestTooLongIsNotRead(t *testing.T) {
	if testing.Short() {
		t.Skip("it looks at 10 MB")
	}
	source := "x = [" + strings.Repeat("0,", 5_000_000) + "0]"
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := Python(source)
	runtime.ReadMemStats(&after)
	if err == nil || !strings.Contains(err.Error(), "is too long") {
		t.Errorf("%v", err)
	}
	if made := after.TotalAlloc - before.TotalAlloc; made > 400<<20 {
		t.Errorf("%d MB were made", made>>20)
	}
	if !Looks(source) {
		t.Error("does not read like a statement")
	}
}

// TestManyLines: many statements take room in proportion to their length.
func TestManyLines(t *testing.T) {
	n := 50_000
	if testing.Short() {
		n = 5_000
	}
	for _, source := range []string{
		strings.Repeat("a\n", n), "try:\n" + strings.Repeat("  a\n", n) + "except: b", "with a:\n" + strings.Repeat("  a\n", n),
		"del (" + strings.Repeat("a[b],\n", n) + ")", strings.Repeat("a = 1;", n/5), "del " + strings.Repeat("a[b], ", n/5),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Python(source)
		runtime.ReadMemStats(&after)
		if made := after.TotalAlloc - before.TotalAlloc; err != nil || made > 1000*uint64(len(source)) {
			t.Errorf("%.20q: %d bytes were made of %d: %v", source, made, len(source), err)
		}
	}
}
