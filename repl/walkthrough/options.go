package walkthrough

import (
	"fmt"
	"maps"
	"strings"

	"sessh/session/format/lazyregexp"
)

// An Option is one of the option flags of doctest.
type Option string

// The options, by doctest's names.
const (
	DontAcceptTrueFor1     Option = "DONT_ACCEPT_TRUE_FOR_1"
	DontAcceptBlankline    Option = "DONT_ACCEPT_BLANKLINE"
	NormalizeWhitespace    Option = "NORMALIZE_WHITESPACE"
	Ellipsis               Option = "ELLIPSIS"
	Skip                   Option = "SKIP"
	IgnoreExceptionDetail  Option = "IGNORE_EXCEPTION_DETAIL"
	ReportUdiff            Option = "REPORT_UDIFF"
	ReportCdiff            Option = "REPORT_CDIFF"
	ReportNdiff            Option = "REPORT_NDIFF"
	ReportOnlyFirstFailure Option = "REPORT_ONLY_FIRST_FAILURE"
	FailFast               Option = "FAIL_FAST"
)

// AllOptions are the names of the options, for completion.
var AllOptions = []Option{
	DontAcceptTrueFor1, DontAcceptBlankline, NormalizeWhitespace, Ellipsis, Skip, IgnoreExceptionDetail,
	ReportUdiff, ReportCdiff, ReportNdiff, ReportOnlyFirstFailure, FailFast,
}

// Flags are options that are switched on or off.
type Flags map[Option]bool

// ParseOption parses "+NAME", "-NAME" or "NAME".
func ParseOption(text string) (Option, bool, error) {
	on := !strings.HasPrefix(text, "-")
	name := Option(strings.TrimLeft(text, "+-"))
	for _, o := range AllOptions {
		if o == name {
			return o, on, nil
		}
	}
	return "", false, fmt.Errorf("there is no option %q", text)
}

// with returns f with the options of an example added.
func (f Flags) with(more Flags) Flags {
	if len(more) == 0 {
		return f
	}
	all := Flags{}
	maps.Copy(all, f)
	maps.Copy(all, more)
	return all
}

var directive = lazyregexp.New(`(?m)#\s*doctest:\s*([^\n'"]*)$`)

// directives returns the options in the source of an example.
func directives(source string) (Flags, error) {
	var flags Flags
	for _, m := range directive.Get().FindAllStringSubmatch(source, -1) {
		for _, word := range strings.Fields(strings.ReplaceAll(m[1], ",", " ")) {
			if word[0] != '+' && word[0] != '-' {
				return nil, fmt.Errorf("the option %q must begin with + or -", word)
			}
			o, on, err := ParseOption(word)
			if err != nil {
				return nil, err
			}
			if flags == nil {
				flags = Flags{}
			}
			flags[o] = on
		}
	}
	return flags, nil
}

// withoutDirective returns a line of the shell without the options behind it.
func withoutDirective(source string) string {
	return strings.TrimRight(directive.Get().ReplaceAllString(source, ""), " \t")
}
