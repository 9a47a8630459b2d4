package lazyregexp_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNothingIsCompiledAtStart finds regular expressions that are compiled when the program starts, in
// the variables of all packages of the module.
func TestNothingIsCompiledAtStart(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..", "..")
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Fatal(err)
	}
	files, packages := token.NewFileSet(), 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch name := d.Name(); {
		case err != nil:
			return err
		case d.IsDir() && (name == "testdata" || strings.HasPrefix(name, ".") && name != ".."):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		packages++
		if at := compiledAtStart(f); at.IsValid() && !onlyForTests(path) {
			t.Errorf("%s: a regular expression is compiled at the start of the program: have lazyregexp.New do it", files.Position(at))
		}
		return nil
	})
	if err != nil || packages < 100 {
		t.Errorf("%d files were read, and then: %v", packages, err)
	}
}

// onlyForTests reports whether a file is of a package that the program does not have.
func onlyForTests(path string) bool {
	name := filepath.Base(filepath.Dir(path))
	return strings.HasSuffix(name, "test")
}

// compiledAtStart returns where a regular expression is compiled before main begins, as far as the
// file itself shows.
func compiledAtStart(f *ast.File) (at token.Pos) {
	var look func(n ast.Node) bool
	look = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false // unless it is called: see below
		case *ast.CallExpr:
			if called, ok := n.Fun.(*ast.FuncLit); ok {
				ast.Inspect(called.Body, look)
			}
			if s, ok := n.Fun.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "regexp" && strings.Contains(s.Sel.Name, "Compile") {
					at = n.Pos()
				}
			}
		}
		return true
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.GenDecl:
			ast.Inspect(d, look)
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name == "init" {
				ast.Inspect(d.Body, look)
			}
		}
	}
	return at
}

// TestCompiledAtStart sees whether it would be found.
func TestCompiledAtStart(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"var x = regexp.MustCompile(`a`)":                                                true,
		"var x = struct{ re any }{regexp.MustCompilePOSIX(`a`)}":                         true,
		"var x = func() any { return regexp.MustCompile(`a`) }()":                        true,
		"func init() { regexp.Compile(`a`) }":                                            true,
		"var x = lazyregexp.New(`a`)":                                                    false,
		"var x = sync.OnceValue(func() any { return regexp.MustCompile(`a`) })":          false,
		"func f() { regexp.MustCompile(`a`) }":                                           false,
		"type x struct{}; func (x) init() { regexp.MustCompile(`a`) }; var y = regexp.X": false,
	} {
		f, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x; "+text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(text, err)
		}
		if got := compiledAtStart(f).IsValid(); got != want {
			t.Errorf("%s: found is %v", text, got)
		}
	}
}
