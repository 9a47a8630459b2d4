package line

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
)

// KeysOfVi reports whether the user's configuration of readline, in $INPUTRC or ~/.inputrc,
// sets the editing mode vi. Nothing else in it is honoured.
func KeysOfVi(getenv func(string) string) bool {
	name := getenv("INPUTRC")
	if name == "" {
		name = filepath.Join(getenv("HOME"), ".inputrc")
	}
	vi := false
	readInputrc(name, getenv("TERM"), &vi, 0)
	return vi
}

const maxIncludes = 8

// readInputrc reads a file, and those that it includes.
func readInputrc(name, term string, vi *bool, depth int) {
	f, err := os.Open(name)
	if err != nil || depth > maxIncludes {
		return
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return
	}
	var open []bool // of each $if: whether what follows holds
	holds := func() bool {
		for _, h := range open {
			if !h {
				return false
			}
		}
		return true
	}
	for in := bufio.NewScanner(f); in.Scan(); {
		words := strings.Fields(strings.ToLower(in.Text()))
		n := len(words)
		switch {
		case n == 0:
		case words[0] == "$if":
			open = append(open, condition(strings.Join(words[1:], ""), strings.ToLower(term), *vi))
		case words[0] == "$else" && len(open) > 0:
			open[len(open)-1] = !open[len(open)-1]
		case words[0] == "$endif" && len(open) > 0:
			open = open[:len(open)-1]
		case !holds():
		case words[0] == "$include" && n > 1:
			readInputrc(strings.Fields(in.Text())[1], term, vi, depth+1)
		case n > 2 && words[0] == "set" && words[1] == "editing-mode":
			*vi = words[2] == "vi"
		}
	}
}

// condition reports whether the condition of a $if holds: a mode, a terminal or a program.
func condition(text, term string, vi bool) bool {
	if mode, ok := strings.CutPrefix(text, "mode="); ok {
		return mode == "vi" == vi
	}
	if name, ok := strings.CutPrefix(text, "term="); ok {
		base, _, _ := strings.Cut(term, "-")
		return name == term || name == base
	}
	return text == "sessh"
}
