//go:build unix

package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// onlyChecked are the lines that are not run, but checked for their form: they need
// the network, or root, or take too long. A line without a check has its form from the
// pattern.
var onlyChecked = []struct {
	line  *regexp.Regexp
	check func(words []string) error
}{
	{regexp.MustCompile(`^sudo apt-get install [a-z-]+$`), nil},
	{regexp.MustCompile(`^brew install [a-z-]+$`), nil},
	{regexp.MustCompile(`^memcached .*&$`), acceptedByMemcached},
	{regexp.MustCompile(`^([A-Z_]+=\S+ )*go test `), namesTests},
	{regexp.MustCompile(`^\.ci/(run|bench)( (--scale )?[0-9]+)?$`), isProgram},
}

// acceptedByMemcached reports an error where memcached does not know a flag.
func acceptedByMemcached(words []string) error {
	if _, err := exec.LookPath("memcached"); err != nil {
		return nil
	}
	args := append(slices.Clone(words[1:len(words)-1]), "-V")
	if out, err := exec.Command("memcached", args...).CombinedOutput(); err != nil || !bytes.HasPrefix(out, []byte("memcached ")) {
		return fmt.Errorf("memcached does not take it: %w\n%s", err, out)
	}
	return nil
}

func isProgram(words []string) error {
	info, err := os.Stat(filepath.Join(top, words[0]))
	if err == nil && info.Mode()&0o111 == 0 {
		err = fmt.Errorf("%s cannot be run", words[0])
	}
	return err
}

// namesTests reports an error where go test would find no package, or one of the names
// after -run, -bench or -fuzz would match nothing in it.
func namesTests(words []string) error {
	var packages, patterns []string
	kind := map[string]string{"-run": "Test or Fuzz", "-bench": "Benchmark", "-fuzz": "Fuzz"}
	for i, w := range words {
		switch {
		case strings.HasPrefix(w, "./"):
			packages = append(packages, w)
		case kind[w] != "" && i+1 < len(words):
			for one := range strings.SplitSeq(strings.Trim(words[i+1], "'"), "|") {
				if one != "^$" {
					patterns = append(patterns, kind[w]+":"+one)
				}
			}
		}
	}
	if len(packages) == 0 {
		return fmt.Errorf("it names no package")
	}
	names, err := testsIn(packages)
	if err != nil {
		return err
	}
	for _, p := range patterns {
		kind, pattern, _ := strings.Cut(p, ":")
		pattern, _, _ = strings.Cut(pattern, "/") // of the function, without parts of it
		re, err := regexp.Compile(pattern)
		if err != nil {
			return err
		}
		isOne := regexp.MustCompile("^(" + strings.ReplaceAll(kind, " or ", "|") + ")")
		if !slices.ContainsFunc(names, func(name string) bool { return isOne.MatchString(name) && re.MatchString(name) }) {
			return fmt.Errorf("%s matches no %s function of %v", pattern, kind, packages)
		}
	}
	return nil
}

// testsIn returns the names of the functions in the test files of packages.
func testsIn(packages []string) (names []string, err error) {
	for _, p := range packages {
		p, all := strings.CutSuffix(p, "/...")
		folder := filepath.Join(top, p)
		err = filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && path != folder && !all:
				return filepath.SkipDir
			case !strings.HasSuffix(path, "_test.go"):
				return nil
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			for _, d := range f.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil {
					names = append(names, fn.Name.Name)
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return names, nil
}
