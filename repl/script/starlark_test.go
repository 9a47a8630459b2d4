package script

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestNothingOfStarlarkRuns: Starlark's strings count bytes, and its comparisons,
// operators and functions differ from Python's. What runs them is not called.
func TestNothingOfStarlarkRuns(t *testing.T) {
	forbidden := []string{
		"Universe", "Binary", "Unary", "Compare", "CompareDepth", "Equal", "EqualDepth", "Iterate", "Len", "Call", "NewSet", "Set", "NewList", "List",
		"ExecFile", "ExecFileOptions", "EvalExprOptions", "FileProgram", "Function", "Elements", "Entries",
	}
	for _, dir := range []string{".", "eval", "builtin", "value", "value/chars", "value/formats", "value/number", "value/table", "value/order", "value/sequence", "value/location", "bounds"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatal(dir, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			f, err := parser.ParseFile(token.NewFileSet(), file, src, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				sel, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				if x, ok := sel.X.(*ast.Ident); ok && x.Name == "starlark" && slices.Contains(forbidden, sel.Sel.Name) && (dir != "bounds" || sel.Sel.Name != "Len") {
					t.Errorf("%s uses starlark.%s", file, sel.Sel.Name)
				}
				return true
			})
		}
	}
}
