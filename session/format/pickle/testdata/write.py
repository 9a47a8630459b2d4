"""Writes python3.json or python2.json, as the Python that runs it pickles.

    cd testdata; python3 write.py; python2.7 write.py
"""
import base64
import collections
import datetime
import decimal
import json
import platform
import sys
import uuid
import zlib

from shopapp import *

if sys.version_info[0] == 2:
    import cPickle as pickle
    protocols = [0, 1, 2]
    name, writer = 'python2.json', 'cPickle'
    long, chr = long, unichr
else:
    import pickle
    protocols = [0, 1, 2, 3, 4, 5]
    name, writer = 'python3.json', 'pickle'
    long = int
    unicode = str

cases = collections.OrderedDict()
shown = {}


def case(name, value, show=None):
    cases[name] = value
    if show is not None:
        shown[name] = show
    elif sys.version_info[0] == 3:
        shown[name] = repr(value)


def u(*codes):
    return u''.join(chr(c) for c in codes)




case('none', None)
case('bools', [True, False])
case('ints', [0, 1, -1, 255, 256, 65535, 65536, -255, 2**31 - 1, 2**31, -2**31, -2**31 - 1,
              2**63 - 1, -2**63, 2**40])
case('longs', [2**63, -2**63 - 1, 2**64, -2**64, 3**50, -3**50, 2**127, -2**127, 2**2040, -2**2047,
               2**2048, 7**900])
if sys.version_info[0] == 2:
    case('small longs', [long(0), long(5), long(-1), long(255), -long(256), long(2)**40, long(-128)])
case('floats', [0.0, -0.0, 1.0, 1.5, -2.25, 0.1, 1e15, 1e16, 1e17, 123456789.123, 1e-4, 1e-5, 5e-324,
                1.7976931348623157e308, float('inf'), float('-inf'), float('nan'), 1/3.0])
case('text', [u'', u'a', u'tea', u(0xe9), u(0x4e2d, 0x6587), u(0x1f375), u(0, 9, 10, 13, 26, 0x7f, 0xa0),
              u'a\nb\\c\\u0041\\\\u0042', u(0x5c) + u'U0001f375', u"it's", u'"', u'\'"', u(0x2028, 0xad)])
case('long text', [u'x' * 255, u'x' * 256, u(0xe9) * 128])
case('surrogates', [u(0xd800), u'a' + u(0xdc00) + u'b'], "['\\ud800', 'a\\udc00b']")
case('bytes', [b'', b'a', b'tea', b'\xe9', b'\x00\xff\n\'"\\', b'\x80' * 300, b'it\'s', b'caf\xc3\xa9'])
case('bytearrays', [bytearray(), bytearray(b'abc\xff')])
case('lists', [[], [1], [1, 2], [[[]]], list(range(1001)), list(range(2000)), list(range(2003))][:4])
case('tuples', [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), ((),), (((1,),),)])
case('batches', [list(range(1000)), list(range(1001)), list(range(2002)),
                 dict.fromkeys(range(1000)), dict.fromkeys(range(1001)), dict.fromkeys(range(2002)),
                 set(range(1000)), frozenset(range(1001)), Row(range(1000)), Row(range(1001)),
                 Bag.fromkeys(range(1000)), Bag.fromkeys(range(1001))], '')
case('dicts', [{}, {u'a': 1}, {u'a': {u'b': {u'c': [1, {u'd': ()}]}}, 1: 2, (1, u'x'): 3, None: 4}])
case('keys', {1: u'int', u'1': u'text', (1, (2, b'x')): u'tuple', 1.5: u'float', frozenset([1]): u'frozen'})
case('sets', [set(), set([1, 2, 3]), frozenset(), frozenset([u'x']), set([frozenset([1])])])
case('dates', [datetime.datetime(2026, 1, 2, 3, 4, 5, 678), datetime.datetime(2026, 1, 2),
               datetime.datetime(2026, 10, 2, 3, 4, 5), datetime.date(2026, 1, 2), datetime.time(3, 4, 5, 6),
               datetime.time(23, 59), datetime.timedelta(1, 2, 3), datetime.timedelta(0), datetime.timedelta(-1, 5)])
case('numbers', [decimal.Decimal('12.30'), decimal.Decimal('NaN'), 1+2j, -1.5-0.5j, 2j],
     "[Decimal('12.30'), Decimal('NaN'), (1+2j), (-1.5-0.5j), 2j]")
case('uuid', uuid.UUID('12345678-1234-5678-1234-567812345678'), "UUID('12345678-1234-5678-1234-567812345678')")
case('ordered', collections.OrderedDict([(u'b', 1), (u'a', 2)]), "<collections.OrderedDict {'b': 1, 'a': 2}>")
case('default', collections.defaultdict(list, {u'a': [1]}), "<collections.defaultdict {'a': [1]}>")
case('item', Item(u'tea', 3), "<shopapp.Item {'name': 'tea', 'qty': 3}>" if sys.version_info[0] == 3 else None)
case('classes', [Item, len, Bag], '')
case('reduced', [Reduced(1), Reduced((u'a', [u'b']))], "[<shopapp.Reduced (1,)>, <shopapp.Reduced (('a', ['b']),)>]")
case('bag', [Bag(), Bag(a=1), Bag(a=1, b=2)], '')
case('row', [Row(), Row([1]), Row([1, 2])], '')
case('stateful', [Stateful(5), Stateful([1]), Stateful((1, None))], '')
case('old', [Old(1), Old([Old(2)]), OldArgs(u'x', [1])], '')
case('error', ValueError(u'no tea'), '')

both = [1, u'shared']
case('shared', [both, both, {u'k': both}, u'shared', (both, both)])
text = u'the same text'
case('shared text', [text, text, {text: text}])
me = []
me.append(me)
case('list in itself', me, '[[...]]')
me = {}
me[u'me'] = me
case('dict in itself', me, "{'me': {...}}")
for n in 1, 2, 4:
    l = []
    t = tuple([l] + [0] * (n - 1))
    l.append(t)
    case('tuple of %d in itself' % n, t)
    case('list in its tuple of %d' % n, l)
case('object in its state', Chain(u'c'), '')
b = Bag()
b[u'me'] = b
b.me = b
case('bag in itself', [b], '')
t = (Item(u'x', 1), [])
t[1].append(t)
t[0].all = t
case('tuple in a part of its part', t, '')
i = Item(u'y', 2)
i.set = frozenset([i])
case('frozenset in its part', i.set, '')
case('set in its part', set([i]), '')

for title, b in ('bag', Bag()), ('ordered', collections.OrderedDict()), ('default', collections.defaultdict(list)):
    b[u'a'] = 1
    b[u'in'] = (5, [Item(u'x', [2, b])])
    b[u'z'] = [3]
    case(title + ' in its part', b, '')
    case(title + ' around its part', b[u'in'], '')
row = Row([1])
row.extend([Item(u'x', row), [4]])
case('row in its part', row, '')
case('row around its part', row[1], '')
copied = Copied([1])
copied.a.extend([Item(u'x', copied), [4]])
case('copy in its part', copied, '')
case('copy around its part', copied.a[1], '')
reduced = Reduced([1])
reduced.a.extend([Item(u'x', reduced), reduced, [4]])
case('arguments in themselves', reduced, '')
old = OldArgs([1], 2)
old.a.extend([Item(u'x', old), [4]])
case('old in its part', old, '')

if sys.version_info[0] == 3:
    case('zones', [datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc),
                   datetime.time(1, 2, tzinfo=datetime.timezone(datetime.timedelta(hours=1), 'CET')),
                   datetime.datetime(2026, 10, 25, 2, 30, fold=1)])
    case('slots', Slots(1, u'x'), '')
    case('named', [Named(1), Named(1, b=u'x')], '')
    case('counter', collections.Counter('tea'), "<collections.Counter {'t': 1, 'e': 1, 'a': 1}>")
    case('frames', [b'x' * 70000, 'y' * 65536, ['z' * 30000 + str(i) for i in range(10)], bytearray(66000),
                    list(range(30000))], '')
    case('method', datetime.datetime.now, '')
else:
    case('str', ['', 'a', 'tea', 'caf\xc3\xa9', '\xff\x00\n\t\r\\', "it's", '"', '\'"', 'x' * 255, 'x' * 256])

out = []
for title, value in cases.items():
    for protocol in protocols:
        try:
            data = pickle.dumps(value, protocol)
        except Exception as e:  # Slots need protocol 2, and so on
            continue
        try:
            loaded = pickle.loads(data)
        except Exception as e:
            continue
        large = len(data) > 4000
        out.append(collections.OrderedDict([
            ('name', title), ('protocol', protocol), ('shown', shown.get(title, '') if repr(loaded) == repr(value) else ''),
            ('python_repr', repr(value) if len(repr(value)) < 5000 else ''),
            ('zlib', large),
            ('value_base64', base64.b64encode(zlib.compress(data, 9) if large else data).decode('ascii')),
        ]))

with open(name, 'w') as f:
    f.write(json.dumps({'written_by': 'Python %s %s' % (platform.python_version(), writer), 'cases': out},
                       indent=1, separators=(',', ': ')))
    f.write('\n')
