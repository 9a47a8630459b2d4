package translate

import "testing"

func TestIncomplete(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]bool{
		"x = 1": false, "x = [": true, "x = '''a": true, "x = 'a": false, `x = 1 + \`: true, "for x in y:": true,
		"for x in y:\n    pass": true, "for x in y:\n    pass\n": false, "if x: y": false, "try: x": true, "": false,
		"def f():\n    x = [\n\n    1]": true, "x = [\n1]": false, "foo bar": false, "try:\n    x": true, "@d": true, "@d\ndef f():": true, "@d\ndef f(): pass": false, "try:\n    x\nexcept E:\n    y\n": false,
	} {
		if got := Incomplete(source); got != want {
			t.Errorf("%q: %v, want %v", source, got, want)
		}
	}
}

func TestLooks(t *testing.T) {
	t.Parallel()
	for _, yes := range []string{
		"x = 1", "data['info'] = 1", "a.b = c", "x += 1", "transaction.commit()", "[k for k in data]", "{1}", "{}", "1 + 2", "not x", "import a", "del x[1]",
		"for x in f(", "def f(a,", "while True:", "try:", "x = 1 + \\", "x = '''a", "print \"a\" % b", "assert x, y", "a, b = b, a", "del x.y; z",
		"x = lambda: 1", "data['a']['b'].c(1)[2:]", "x if y else z", "1 < x", "with a as b: pass", "x = yield", "from a import (b,", "print -1", "x.y", "pass",
		"for x in y: pass", "print(x)", "print x", "x is None", "'text'", "(1, 2)", "x = [", "class A: pass", "@d", "@d.e(1)", "raise X", "-1",
	} {
		if !Looks(yes) {
			t.Errorf("%q does not look like a statement", yes)
		}
	}
	for _, no := range []string{
		"stauts", "sets info 1", "get info", "foo bar baz", "set info stored in memcache", "ls /", "cd ..", "cd 'a b", "ls -l", "ls --long", "cd /Foo", "cd ../a", "cd ...", "find .x", "get *", "/ foo", "find not x", "ls not here", "search for x",
		"say hello (world", "if you want to:", "set x = 1", "get a@b c", "x: int", "http://a/b", "limit=10 foo", "help 'me'", "load a.json b", "find {\"a\": 1}", "foo bar \\", "del x y",
		"import", "import a b", "from x", "for", "print foo bar", "set 'x' to 5", "1 2", "a..b", "commit && exit", "watch a | grep b c", "$x", "?", "!", "get a/b c", "", "# nothing", "grep $x", "rollback keep", "expire /C/s 90m",
	} {
		if Looks(no) {
			t.Errorf("%q looks like a statement", no)
		}
	}
}
