package translate_test

import (
	"fmt"

	"go.starlark.net/syntax"

	"sessh/repl/script/translate"
)

// The tree is Starlark's, with some nodes of this package.
func ExamplePython() {
	statements, err := translate.Python("import transaction as t\nx = 1 < 2 <> 3\n")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range statements {
		switch s := s.(type) {
		case *translate.Import:
			fmt.Println("import", s.Module, "as", s.As)
		case *translate.Assign:
			chain := s.X.(*translate.Chain)
			fmt.Println(s.Targets[0].(*syntax.Ident).Name, "is a chain of", chain.Ops)
		}
	}
	// Output:
	// import transaction as t
	// x is a chain of [< !=]
}

func ExamplePython_error() {
	_, err := translate.Python("x = 1\ny = 2j\n")
	fmt.Println(err)
	// Output: line 2: NotSupported: complex numbers
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
