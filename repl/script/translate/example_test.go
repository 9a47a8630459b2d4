package translate_test

import (
	"fmt"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/translate"
)

// Some statements are the interpreter's; the rest is a tree that Starlark runs.
func ExamplePython() {
	statements, err := translate.Python("import transaction as t\nx = 1 < 2 <> 3\n")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range statements {
		switch s := s.(type) {
		case translate.Import:
			fmt.Println("import", s.Module, "as", s.As)
		case translate.Code:
			program, err := starlark.FileProgram(&syntax.File{Stmts: s.Stmts, Options: &syntax.FileOptions{}}, starlark.Universe.Has)
			if err != nil {
				fmt.Println(err)
				return
			}
			globals, err := program.Init(new(starlark.Thread), nil)
			fmt.Println(globals, err)
		}
	}
	// Output:
	// import transaction as t
	// {x: True} <nil>
}

func ExamplePython_error() {
	_, err := translate.Python("x = 1\ny = f'{x}'\n")
	fmt.Println(err)
	// Output: line 2: NotSupported: f-strings are not supported
}

func ExampleIncomplete() {
	for _, source := range []string{"for x in y:", "for x in y:\n    x", "for x in y:\n    x\n", "data['info'] = ["} {
		fmt.Printf("%q %v\n", source, translate.Incomplete(source))
	}
	// Output:
	// "for x in y:" true
	// "for x in y:\n    x" true
	// "for x in y:\n    x\n" false
	// "data['info'] = [" true
}

func ExampleLooks() {
	fmt.Println(translate.Looks("data['info'] = 1"), translate.Looks("set info 1"))
	// Output: true false
}
