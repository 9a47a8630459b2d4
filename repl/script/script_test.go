package script

import (
	"context"
	"strings"
	"testing"
	"time"

	"sessh/repl/meter"
	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/lovely"
	"sessh/session/format/sesshjson"
	"sessh/session/memstore"
	"sessh/txn"
)

// newInterp returns an interpreter on a store in memory.
func newInterp(t testing.TB, steps uint64) *Interp { return newBoundInterp(t, steps, 0) }

// newBoundInterp returns one whose statements may hold so many bytes.
func newBoundInterp(t testing.TB, steps uint64, memory int64) *Interp {
	t.Helper()
	store := memstore.New(memstore.Options{})
	t.Cleanup(func() { store.Close() })
	root := session.NewRoot(store, session.Options{Formats: []format.Format{sesshjson.Format{}, lovely.Format{}}})
	return New(Options{
		Root: root, Manager: txn.NewManager(), Steps: steps, Meter: meter.New(memory), Flush: store.Flush,
		Now: func() time.Time { return time.Unix(1_790_000_000, 0) },
	})
}

// preamble binds data to the data of a package.
const preamble = `
import transaction
from transaction.interfaces import TransientError
from lovely.session.memcached import MemCachedSessionDataContainer
container = MemCachedSessionDataContainer()
container.__name__ = 'Shop'
session = container['visitor']
data = session['cart']
`

// run runs statements that are separated by blank lines, and returns what the
// last one printed or raised.
func run(t testing.TB, in *Interp, source string) string {
	t.Helper()
	var last Result
	for _, s := range strings.Split(source, "\n\n") {
		if strings.TrimSpace(s) == "" {
			continue
		}
		if last.Exception != nil {
			t.Fatalf("before %q: %v", s, last.Exception)
		}
		last = in.Run(context.Background(), strings.Trim(s, "\n")+"\n")
	}
	if last.Exception != nil {
		return last.Exception.Error()
	}
	return strings.TrimSuffix(last.Output, "\n")
}

func TestStatements(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"text", `'it''s'`, `'its'`},
		{"quotes", `"it's"`, `"it's"`},
		{"escapes", `'a\n\t\x00\\'`, `'a\n\t\x00\\'`},
		{"unicode", `u'caf\xe9'`, `'café'`},
		{"bytes", `b'\x00\xff'`, `b'\x00\xff'`},
		{"none is not shown", `None`, ``},
		{"booleans", `[True, False, None]`, `[True, False, None]`},
		{"floats too large", `[1e700, -1E309, 2.5*1e999, 1e308, 1e-700]`, `[inf, -inf, inf, 1e+308, 0.0]`},
		{"floats", `[1.0, 1e16, 1e-5, float('inf'), 0.1]`, `[1.0, 1e+16, 1e-05, inf, 0.1]`},
		{"large integer", `2 ** 80`, `1208925819614629174706176`},
		{"tuples", `(1,), (), (1, 'a')`, `((1,), (), (1, 'a'))`},
		{"set", `{1, 2}`, `{1, 2}`},
		{"empty set", `set()`, `set()`},
		{"nested", `{'a': [1, {'b': ()}]}`, `{'a': [1, {'b': ()}]}`},
		{"a list in itself", "l = []\nl.append(l)\n\nl", `[[...]]`},
		{"a dictionary in itself", "d = {}\nd['d'] = d\n\nd", `{'d': {...}}`},
		{"class of text", `type('x')`, `<class 'str'>`},
		{"class of a dictionary", `type({})`, `<class 'dict'>`},
		{"class of a class", `type(dict)`, `<class 'type'>`},
		{"print", `print('a', 1, None)`, `a 1 None`},
		{"print statement", `print 'a', 1`, `a 1`},
		{"several values echo", "for i in range(3):\n    i", "0\n1\n2"},
		{"def", "def f(x, y=2):\n    return x * y\n\nf(4)", `8`},
		{"recursion", "def f(n):\n    if n < 2:\n        return 1\n    return n * f(n - 1)\n\nf(10)", `3628800`},
		{"a function sees later bindings", "def f():\n    return later\n\nlater = 5\n\nf()", `5`},
		{"a loop binds names", "total = 0\n\nfor i in range(4):\n    total += i\n\n(total, i)", `(6, 3)`},
		{"comprehension", `[k * 2 for k in [1, 2] if k > 1]`, `[4]`},
		{"sorted", `sorted([3, 1, 2], reverse=True)`, `[3, 2, 1]`},
		{"sum", `sum([1, 2, 3])`, `6`},
		{"a set of texts, the same in every process", `{'a', 'b', 'é', 'd'}`, `{'a', 'b', 'é', 'd'}`},
		{"in", `2 in [1, 2], 3 in [1, 2], 'a' in {'a': 1}, 'b' not in 'abc', 1 in (1, 2)`, `(True, False, True, False, True)`},
		{"is", "a = {}\nb = {}\nc = a\n\n(a is b, a is c, a is not b, None is None)", `(False, True, True, True)`},
		{"format", `'%s %r %d %5.2f %x %%' % ('a', 'b', 3, 1.005, 255)`, `"a 'b' 3  1.00 ff %"`},
		{"format by name", `'%(a)s-%(b)03d' % {'a': 'x', 'b': 7}`, `'x-007'`},
		{"isinstance", `isinstance('a', str), isinstance({}, (list, dict)), isinstance(1, str)`, `(True, True, False)`},
		{"del of a key", "d = {'a': 1, 'b': 2}\n\ndel d['a']\n\nd", `{'b': 2}`},
		{"del of an index", "l = [1, 2, 3]\n\ndel l[-1]\n\nl", `[1, 2]`},
		{"del of a name", "x = 1\n\ndel x\n\nx", `NameError: name 'x' is not defined`},
		{"try", "try:\n    {}['a']\nexcept KeyError:\n    print('caught')\nelse:\n    print('not')\nfinally:\n    print('end')", "caught\nend"},
		{"try by a base class", "try:\n    [][1]\nexcept LookupError as e:\n    print(type(e))", `<class 'IndexError'>`},
		{"try lets others pass", "try:\n    1 // 0\nexcept KeyError:\n    pass", `ZeroDivisionError: integer division or modulo by zero`},
		{"try in a function", "def f(d):\n    try:\n        d['a']\n    except KeyError:\n        print('none')\n\nf({})", `none`},
		{"raise", `raise ValueError('no')`, `ValueError: no`},
		{"raise a class", `raise KeyError`, `KeyError`},
		{"assert", `assert 1 == 2, 'not the same'`, `AssertionError: not the same`},
		{"assert holds", `assert 1 == 1`, ``},
		{"list methods", "l = [3, 1]\n\nl.append(2)\nl.extend([9])\nl.insert(0, 0)\nl.remove(9)\nl.sort()\n\n(l.pop(), l.index(2), l.count(1), len(l), l)", `(3, 2, 1, 3, [0, 1, 2])`},
		{"dict methods", "d = {'a': 1}\n\nd.update({'b': 2}, c=3)\n\n(d.get('x'), d.get('a'), d.pop('a'), d.setdefault('z', 0), d.items(), d.keys(), d.has_key('b'))",
			`(None, 1, 1, 0, dict_items([('b', 2), ('c', 3), ('z', 0)]), dict_keys(['b', 'c', 'z']), True)`},
		{"negative index", `[1, 2, 3][-1]`, `3`},
		{"slice", `[1, 2, 3, 4][1:3]`, `[2, 3]`},
		{"equal by value", `{'a': [1]} == {'a': [1]}, [1] == [1], [1] < [2], {} == []`, `(True, True, True, False)`},
		{"deep equality", "a = []\nb = []\nfor i in range(50):\n    a = [a]\n    b = [b]\n\na == b", `True`},
		{"semicolons", `x = 1; y = 2; x + y`, `3`},
		{"repr of text", `repr('a')`, `"'a'"`},
		{"str of a list", `str(['a'])`, `"['a']"`},
		{"round", `round(2.5), round(1.005, 1)`, `(2, 1.0)`},
		{"map and filter", `list(map(lambda x: x + 1, [1, 2])), list(filter(None, [0, 1]))`, `([2, 3], [1])`},
		{"conditional", `'a' if 1 > 2 else 'b'`, `'b'`},
		{"lambda", "f = lambda n: n * 2\n\nf(4)", `8`},
		{"unpacking", "a, b = 1, 2\n\n(b, a)", `(2, 1)`},
		{"chained assignment", "a = b = [1]\n\na is b", `True`},
		{"while", "n = 0\n\nwhile n < 5:\n    n += 2\n\nn", `6`},
		{"star arguments", "def f(*a, **k):\n    return a, k\n\nf(1, *[2], x=3)", `((1, 2), {'x': 3})`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := run(t, newInterp(t, 0), test.source); got != test.want {
				t.Errorf("%s\ngives %s\nwant  %s", test.source, got, test.want)
			}
		})
	}
}

func TestErrors(t *testing.T) {
	for _, test := range []struct{ source, want string }{
		{`{}['newinfo']`, `KeyError: 'newinfo'`},
		{`{}[1]`, `KeyError: 1`},
		{`[][0]`, `IndexError: list index out of range`},
		{`(1, 2)[5]`, `IndexError: tuple index out of range`},
		{`nowhere`, `NameError: name 'nowhere' is not defined`},
		{`'a' + 1`, `TypeError: can only concatenate str (not "int") to str`},
		{`'abc'.foo`, `AttributeError: 'str' object has no attribute 'foo'`},
		{`{}.foo`, `AttributeError: 'dict' object has no attribute 'foo'`},
		{`int('x')`, `ValueError: invalid literal for int() with base 10: 'x'`},
		{`1 / 0`, `ZeroDivisionError: division by zero`},
		{`{[]: 1}`, `TypeError: unhashable type: 'list'`},
		{`5()`, `TypeError: 'int' object is not callable`},
		{`len(5)`, `TypeError: object of type 'int' has no len()`},
		{`for x in 5: pass`, `TypeError: 'int' object is not iterable`},
		{`a, b = [1, 2, 3]`, `ValueError: too many values to unpack (expected 2)`},
		{`import os`, `ModuleNotFoundError: No module named 'os'`},
		{`from time import clock`, `ImportError: cannot import name 'clock' from 'time'`},
		{`class A(metaclass=B): pass`, `NotSupported: metaclasses`},
		{`1j`, `NotSupported: complex numbers`},
		{`x = = 1`, `SyntaxError: invalid syntax`},
		{`def f(): return f()`, ``},
		{"def f():\n    return f()\n\nf()", `RecursionError: maximum recursion depth exceeded`},
		{"f = lambda: f()\n\nf()", `RecursionError: maximum recursion depth exceeded`},
		{`2 ** 10 ** 9`, `OverflowError: 2 ** 1000000000 is too large`},
		{`[0] * 10 ** 9`, `MemoryError: more than 512MB of memory needed; --memory SIZE sets the limit`},
		{`'%d' % 'x'`, `TypeError: %d format: a real number is required, not str`},
		{`'%s %s' % 'x'`, `TypeError: not enough arguments for format string`},
		{`'%s' % (1, 2)`, `TypeError: not all arguments converted during string formatting`},
		{`open('/etc/passwd')`, `NotSupported: the built-in name open`},
		{`load('x', 'y')`, `NameError: name 'load' is not defined`},
	} {
		t.Run(test.source, func(t *testing.T) {
			if got := run(t, newInterp(t, 1_000_000), test.source); got != test.want {
				t.Errorf("gives %s\nwant  %s", got, test.want)
			}
		})
	}
}

func TestSessions(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"a session is created on retrieval", `session`, `{}`},
		{"its class", `type(session)`, `<class 'lovely.session.memcached.MemCacheSessionData'>`},
		{"package data is created on retrieval", `data`, `{}`},
		{"its class", `type(data)`, `<class 'lovely.session.memcached.MemCachePkgData'>`},
		{"it is a dictionary", `isinstance(data, dict)`, `True`},
		{"a key", "data['info'] = 'x'\n\nsession", `{'cart': {'info': 'x'}}`},
		{"package data creates no keys", `data['none']`, `KeyError: 'none'`},
		{"a dictionary becomes that of the session", "d = {'n': 1}\n\ndata['d'] = d\n\nd['n'] = 2\n\n(data, d is data['d'])", `({'d': {'n': 2}}, True)`},
		{"a nested list becomes that of the session", "l = [1]\n\ndata['d'] = {'l': l}\n\nl.append(2)\n\ndata", `{'d': {'l': [1, 2]}}`},
		{"what is there already is copied", "data['a'] = [1]\n\ndata['b'] = data['a']\n\ndata['b'].append(2)\n\ndata", `{'a': [1], 'b': [1, 2]}`},
		{"a value twice", "x = []\n\ndata['a'] = [x, x]\n\ndata", `{'a': [[], []]}`},
		{"a list that holds itself", "x = []\n\nx.append(x)\n\ndata['a'] = x", `ValueError: a list that holds itself cannot be put into a session`},
		{"a function", `data['a'] = len`, `TypeError: a session cannot hold a value of type 'builtin_function_or_method'`},
		{"no package data", `session['x'] = 1`, `TransactionError: /Shop/visitor, "x": package data must be a mapping: the value is of type integer`},
		{"a package as a whole", "session['x'] = {'a': 1}\n\nsession['x']", `{'a': 1}`},
		{"a tuple stays one", "data['t'] = (1, (2,))\n\ntransaction.commit()\n\ncontainer['visitor']['cart']['t']", `(1, (2,))`},
		{"a set that a session holds", "data['s'] = {1}\n\ndata['s'].add(2)", `NotSupported: the change of a set that a session holds`},
		{"a set that was put into a session", "s = {1}\n\ndata['s'] = s\n\ns |= {2}", `NotSupported: the change of a set that a session holds`},
		{"a copy of it", "data['s'] = {1}\n\ns = set(data['s'])\n\ns.add(2)\ndata['s'] = s\n\ndata", `{'s': {1, 2}}`},
		{"a range", "data['s'] = range(3)", `TypeError: a session cannot hold a value of type 'range'`},
		{"equal keys", "data[1] = 'a'\ndata[True] = 'b'\ndata[1.0] = 'c'\n\n(data, data[True], True in data)", `({1: 'c'}, 'c', True)`},
		{"a set stays one", "data['s'] = {1}\n\ntransaction.commit()\n\ncontainer['visitor']['cart']['s']", `{1}`},
		{"commit and read again", "data['info'] = 'x'\n\ntransaction.commit()\n\ncontainer['visitor']['cart']", `{'info': 'x'}`},
		{"abort", "data['info'] = 'x'\n\ntransaction.abort()\n\ncontainer['visitor']['cart']", `{}`},
		{"a reference after commit shows its last state", "data['info'] = 'x'\n\ntransaction.commit()\n\ndata", `{'info': 'x'}`},
		{"and writes to the same session", "data['info'] = 'x'\n\ntransaction.commit()\n\ndata['info'] = 'y'\n\ncontainer['visitor']['cart']", `{'info': 'y'}`},
		{"nested ones too", "data['l'] = [1]\n\nl = data['l']\n\ntransaction.commit()\n\nl.append(2)\n\ncontainer['visitor']['cart']", `{'l': [1, 2]}`},
		{"the session as well", "data['a'] = 1\n\ntransaction.commit()\n\nsession['other']['b'] = 2\n\ncontainer['visitor']", `{'cart': {'a': 1}, 'other': {'b': 2}}`},
		{"an old reference whose place is gone", "data['l'] = [1]\n\nl = data['l']\n\ndel data['l']\n\ntransaction.commit()\n\nl.append(2)", `RuntimeError: /Shop/visitor/cart/l is not there any more`},
		{"savepoint", "data['a'] = 1\n\nsp = transaction.savepoint()\n\ndata['a'] = 2\ndata['b'] = 3\n\nsp.rollback()\n\n(data, sp.valid)", `({'a': 1}, True)`},
		{"a savepoint that is not valid", "sp = transaction.savepoint()\n\ntransaction.commit()\n\n(sp.valid, sp.rollback())", `InvalidSavepointRollbackError: savepoint 1 is no longer valid: the transaction was committed`},
		{"doom", "transaction.doom()\n\n(transaction.isDoomed(), transaction.get().status)", `(True, 'Doomed')`},
		{"commit of a doomed one", "data['a'] = 1\n\ntransaction.doom()\n\ntransaction.commit()", `DoomedTransaction: transaction is doomed: it can only be aborted`},
		{"note", "t = transaction.get()\n\nt.note('why')\nt.setUser('me')\n\n(t.description, t.user, t.status)", `('why', '/ me', 'Active')`},
		{"hooks", "def hook(*args):\n    print(args)\n\nt = transaction.get()\n\nt.addBeforeCommitHook(hook, (1, 2))\nt.addAfterCommitHook(hook, ('end',))\n\ntransaction.commit()", "(1, 2)\n(True, 'end')"},
		{"run", "def f():\n    'does it'\n    container['visitor']['cart']['a'] = 1\n    return 5\n\n(transaction.run(f), container['visitor']['cart'])", `(5, {'a': 1})`},
		{"attempts", "for attempt in transaction.attempts(3):\n    with attempt:\n        container['visitor']['cart']['n'] = 1\n\n(container['visitor']['cart'], transaction.get().status)", `({'n': 1}, 'Active')`},
		{"attempts of what fails", "n = []\n\nfor attempt in transaction.attempts(3):\n    with attempt:\n        n.append(1)\n        if len(n) < 3:\n            raise TransientError('again')\n        container['visitor']['cart']['n'] = len(n)\n\ncontainer['visitor']['cart']", `{'n': 3}`},
		{"attempts come to an end", "for attempt in transaction.attempts(2):\n    with attempt:\n        raise TransientError('again')", `TransientError: again`},
		{"with the manager", "with transaction.manager as t:\n    t.note('x')\n    container['visitor']['cart']['n'] = 1\n\ncontainer['visitor']['cart']", `{'n': 1}`},
		{"with the manager and an error", "try:\n    with transaction.manager:\n        container['visitor']['cart']['n'] = 1\n        raise KeyError('x')\nexcept KeyError:\n    pass\n\ncontainer['visitor']['cart']", `{}`},
		{"opened sessions", `container.items()`, `[('visitor', <lovely.session.memcached.DataManager object at 0x...>)]`},
		{"a session that is there", "'visitor' in container", `False`},
		{"a session that is pending", "data['a'] = 1\n\n'visitor' in container", `True`},
		{"get of a session that is not there", `container.get('nobody', 5)`, `5`},
		{"in does not create", `'x' in session`, `False`},
		{"keys of other types", "data[1] = 'a'\ndata[None] = 'b'\ndata[2.5] = 'c'\n\ndata", `{1: 'a', None: 'b', 2.5: 'c'}`},
		{"large numbers", "data['n'] = 2 ** 70\n\ntransaction.commit()\n\ncontainer['visitor']['cart']['n'] == 2 ** 70", `True`},
		{"timeout", "container.timeout = 60\n\n(container.timeout, container.resolution, container.lastAccessTime)", `(60, 300, 1790000000)`},
		{"a timeout that is none", `container.timeout = -1`, `ValueError: timeout is a number of seconds, not -1`},
		{"a text for a timeout", `container.timeout = '60'`, `ValueError: timeout is a number of seconds, not '60'`},
		{"times that are not", `container.lastAccessTime = 2 ** 60`, `ValueError: lastAccessTime is a number of seconds, not 1152921504606846976`},
		{"long ago", "container.lastAccessTime = -2 ** 50\n\ncontainer['visitor']", `{}`},
		{"without a timeout each access is late", "container.timeout = 0\n\ncontainer['visitor']['p']['k'] = 1\n\ncontainer['visitor']", `{}`},
		{"a new transaction is not late", "session['cart']['a'] = 1\n\ntransaction.commit()\n\ncontainer.timeout = 1\ncontainer.lastAccessTime = 0\n\ncontainer['visitor']", `{'cart': {'a': 1}}`},
		{"another session is not", "container['other']\ncontainer.lastAccessTime = 0\n\ncontainer['third']['p']['k'] = 1\n\ncontainer['third']", `{'p': {'k': 1}}`},
		{"an attribute that is not there", `container.nothing`, `AttributeError: 'MemCachedSessionDataContainer' object has no attribute 'nothing'`},
		{"a container without a name", "MemCachedSessionDataContainer()['x']", `ValueError: the container has no name: set its __name__ first`},
		{"last access", "data['a'] = 1\n\ntransaction.commit()\n\ncontainer['visitor'].lastAccessTime > 0", `True`},
		{"begin drops what is pending", "data['a'] = 1\n\nt = transaction.begin()\n\ncontainer['visitor']['cart']", `{}`},
		{"update and clear", "data.update(a=1, b=2)\n\nsession['cart'].pop('a')\n\ndata.clear()\n\ndata", `{}`},
		{"del of a package", "data['a'] = 1\n\ndel session['cart']\n\nsession", `{}`},
		{"slices of lists in a session", "data['l'] = [1, 2, 3]\n\ndel data['l'][0:2]\n\ndata", `{'l': [3]}`},
		{"sorting a list in a session", "data['l'] = [3, 1]\n\ndata['l'].sort()\n\ndata", `{'l': [1, 3]}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := newInterp(t, 1_000_000)
			if got := run(t, in, preamble); got != "" {
				t.Fatal(got)
			}
			got := run(t, in, test.source)
			if !resembles(got, test.want) {
				t.Errorf("%s\ngives %s\nwant  %s", test.source, got, test.want)
			}
		})
	}
}

func TestClient(t *testing.T) {
	const setup = "from lovely.memcached.utility import MemcachedClient\nutil = MemcachedClient()\n\n"
	for _, test := range []struct{ name, source, want string }{
		{"defaults", `util.servers, util.defaultLifetime, util.defaultNS`, `(['127.0.0.1:11211'], 3600, None)`},
		{"set tells the key", `util.set('cached value', 'cache_key')`, `'188693688126b424eb89e1385eca6f01'`},
		{"query", "k = util.set({'a': [1, (2,)]}, 'k')\n\nutil.query('k')", `{'a': [1, (2,)]}`},
		{"query of nothing", `util.query('k', default=5)`, `5`},
		{"invalidate", "k = util.set(1, 'k')\n\nutil.invalidate('k')\n\nutil.query('k') is None", `True`},
		{"invalidateAll", "k = util.set(1, 'k')\n\nutil.invalidateAll()\n\nutil.query('k') is None", `True`},
		{"namespaces", "one = MemcachedClient(defaultNS='1')\n\nk = one.set(1, 1)\n\n(one.query(1), util.query(1), util.query(1, ns='1'))", `(1, None, 1)`},
		{"raw", "k = util.set('v', 'a', raw=True)\n\n(k, util.query('a', raw=True), util.query('a'))", `('a', 'v', None)`},
		{"raw in a namespace", `util.set('v', 'a', ns='NS_', raw=True)`, `'NS_a'`},
		{"a raw key is a string", `util.set('v', 1, raw=True)`, `ValueError: 1`},
		{"no dependencies", `util.set(1, 'a', dependencies=[]) == util.set(1, 'a')`, `True`},
		{"dependencies are not kept", `util.set(1, 'a', dependencies=['x'])`, `NotImplementedError: sessh keeps no dependencies`},
		{"dependencies are not invalidated", `util.invalidate(dependencies=['x'])`, `NotImplementedError: sessh keeps no dependencies`},
		{"keys are not tracked", `util.keys()`, `NotImplementedError: trackKeys not enabled`},
		{"keys cannot be tracked", `MemcachedClient(trackKeys=True)`, `NotImplementedError: sessh tracks no keys`},
		{"tracking cannot be turned on", `util.trackKeys = True`, `NotImplementedError: sessh tracks no keys`},
		{"statistics", `len(util.getStatistics()[0])`, `2`},
		{"statistics begin with what documents show", "k = util.set(1, 'a')\nk = util.set(2, 'a')\n\nutil.getStatistics()", `[('127.0.0.1:11211 (1)', {'total_items': '2', 'bytes': '...', 'uptime': '0'})]`},
		{"the servers that there are", "util.servers = util.servers\n\nMemcachedClient(['127.0.0.1:11211']).servers", `['127.0.0.1:11211']`},
		{"other servers", `util.servers = ['127.0.0.1:8125']`, `NotImplementedError: the servers are those that sessh was started with, ['127.0.0.1:11211'], and cannot be set to ['127.0.0.1:8125']`},
		{"a client of other servers", `MemcachedClient(servers=['cache:11211'])`, `NotImplementedError: the servers are those that sessh was started with, ['127.0.0.1:11211'], and cannot be set to ['cache:11211']`},
		{"utilities", "from zope.component import provideUtility, getUtility, queryUtility\nfrom lovely.memcached.interfaces import IMemcachedClient\n\nprovideUtility(util, IMemcachedClient, name='x')\n\n(getUtility(IMemcachedClient, 'x') is util, queryUtility(IMemcachedClient, 'y'), queryUtility(IMemcachedClient, 'y', 3))", `(True, None, 3)`},
		{"no such utility", "import zope.component\nfrom lovely.memcached.interfaces import IMemcachedClient\n\nzope.component.getUtility(IMemcachedClient, 'y')", `ComponentLookupError: (<InterfaceClass lovely.memcached.interfaces.IMemcachedClient>, 'y')`},
		{"time", "import time\n\ntime.time()", `1790000000.0`},
		{"sleep", "import time\n\ntime.sleep(-1)", `ValueError: sleep length must be a non-negative number, not -1`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := run(t, newInterp(t, 1_000_000), setup+test.source); !resembles(got, test.want) {
				t.Errorf("%s\ngives %s\nwant  %s", test.source, got, test.want)
			}
		})
	}
}

// resembles reports whether a text is one that may have "..." in one place.
func resembles(got, want string) bool {
	head, tail, ok := strings.Cut(want, "...")
	return got == want || ok && strings.HasPrefix(got, head) && strings.HasSuffix(got, tail)
}

func TestSteps(t *testing.T) {
	r := newInterp(t, 100_000).Run(context.Background(), "for i in range(10000000):\n    pass\n")
	if r.Exception == nil || !strings.Contains(r.Exception.Text(), "stopped after 100000 steps") {
		t.Errorf("ten million turns of a loop: %+v", r)
	}
	r = newInterp(t, 100_000).Run(context.Background(), "def f():\n    try:\n        while True: pass\n    except Exception:\n        pass\n")
	if r.Exception != nil {
		t.Fatal(r.Exception)
	}
}

func TestInterrupt(t *testing.T) {
	in := newInterp(t, 0)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r := in.Run(ctx, "while True: pass\n")
	if r.Exception == nil || r.Exception.Name() != "KeyboardInterrupt" {
		t.Errorf("a loop that was interrupted: %+v", r.Exception)
	}
	r = in.Run(ctx, "import time\ntime.sleep(1000)\n")
	if r.Exception == nil || r.Exception.Name() != "KeyboardInterrupt" {
		t.Errorf("a sleep that was interrupted: %+v", r.Exception)
	}
	if r = in.Run(context.Background(), "1 + 1"); r.Output != "2\n" {
		t.Errorf("the statement after it: %+v", r)
	}
}

// TestPython2: values are shown as Python 2 shows them.
func TestPython2(t *testing.T) {
	in := newInterp(t, 0)
	in.rt.Python2 = true
	for _, test := range []struct{ source, want string }{
		{`{1, 2}, set()`, `(set([1, 2]), set([]))`},
		{`{'a': 1}.keys(), {'a': 1}.items(), range(3), frozenset([1])`, `(['a'], [('a', 1)], [0, 1, 2], frozenset([1]))`},
		{`2 ** 63 - 1, 2 ** 63, -2 ** 63 - 1`, `(9223372036854775807, 9223372036854775808L, -9223372036854775809L)`},
		{`b'\x00a'`, `'\x00a'`},
		{`'abc', 'caf\xe9', '\u4e2d', '\U0001f375'`, `('abc', u'caf\xe9', u'\u4e2d', u'\U0001f375')`},
		{`print(['caf\xe9'])`, `[u'caf\xe9']`},
		{`print('caf\xe9')`, `café`},
		{`type({}), type('x')`, `(<type 'dict'>, <type 'str'>)`},
		{`KeyError('a')`, `KeyError('a',)`},
		{`'%r' % [2 ** 64]`, `'[18446744073709551616L]'`},
		{`repr('\xe9')`, `"u'\\xe9'"`},
		{"from lovely.session.memcached import MemCachedSessionDataContainer\n\nMemCachedSessionDataContainer", `<class 'lovely.session.memcached.MemCachedSessionDataContainer'>`},
	} {
		if got := run(t, in, test.source); got != test.want {
			t.Errorf("%s\ngives %s\nwant  %s", test.source, got, test.want)
		}
	}
}
