"""Observes what Python's doctest makes of the texts in doctest.json, and writes
the file anew: python3 observe.py < doctest.json > new.json"""
import doctest, io, json, sys

parser = doctest.DocTestParser()


def parse(case):
    try:
        examples = [dict(source=e.source, want=e.want, indent=e.indent) for e in parser.get_examples(case["text"])]
        case.update(examples=examples, error="")
    except ValueError as e:
        case.update(examples=None, error=str(e))


def run(case):
    flags = sum(doctest.OPTIONFLAGS_BY_NAME[n] for n in case["flags"])
    try:
        test = parser.get_doctest(case["text"], {}, "t", "t", 0)
    except ValueError as e:
        case.update(failed=None, attempted=None, error=str(e), runs=[])
        return
    names, runs = {}, []
    for e in test.examples:
        out, exc, stdout = io.StringIO(), None, sys.stdout
        sys.stdout = out
        try:
            exec(compile(e.source, "<example>", "single"), names)
        except Exception as x:
            exc = [type(x).__name__, str(x)]
        finally:
            sys.stdout = stdout
        runs.append(dict(source=e.source, output=out.getvalue(), exception=exc))
    result = doctest.DocTestRunner(optionflags=flags, verbose=False).run(test, out=io.StringIO().write)
    case.update(failed=result.failed, attempted=result.attempted, error="", runs=runs)


cases = json.load(sys.stdin)
for c in cases["parse"]:
    parse(c)
for c in cases["run"]:
    run(c)
json.dump(cases, sys.stdout, indent=1, ensure_ascii=False)
