package cursor

import (
	"strings"

	"sessh/session/format/lazyregexp"
)

// What an import looks like up to its end, which is in the last group.
var (
	imports   = lazyregexp.New(`^\s*import\s+(?:[\w.]+(?:\s+as\s+\w+)?\s*,\s*)*([\w.]*)$`)
	fromName  = lazyregexp.New(`^\s*from\s+([\w.]*)$`)
	fromWord  = lazyregexp.New(`^\s*from\s+[\w.]+\s+(\w*)$`)
	fromNames = lazyregexp.New(`^\s*from\s+([\w.]+)\s+import\s+\(?\s*(?:\w+(?:\s+as\s+\w+)?\s*,\s*)*(\w*)$`)
)

// findImport is [Find] for an import; ok is false if the source does not end in one.
func findImport(source string) (e End, ok bool) {
	line := source[strings.LastIndexAny(source, "\n;")+1:]
	end := func(kind Kind, typed string) (End, bool) {
		return End{Kind: kind, From: len(source) - len(typed), Typed: typed}, true
	}
	if m := imports.Get().FindStringSubmatch(line); m != nil {
		return end(Module, m[1])
	}
	if m := fromName.Get().FindStringSubmatch(line); m != nil {
		return end(Module, m[1])
	}
	if m := fromNames.Get().FindStringSubmatch(line); m != nil {
		e, ok = end(Member, m[2])
		e.Root = m[1]
		return e, ok
	}
	if m := fromWord.Get().FindStringSubmatch(line); m != nil {
		return end(Import, m[1])
	}
	return End{}, false
}
