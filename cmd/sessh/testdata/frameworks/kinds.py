# -*- coding: utf-8 -*-
"""What the sessions of each kind hold, and what is read in them; for Python 2.7 and 3."""
import datetime, json, math, sys, types

TEXT = type(u'')
INTS = (int,) if sys.version_info[0] > 2 else (int, eval('long'))
NAMES = ('simple', 'nested', 'unicode', 'large', 'empty', 'object', 'compressed', 'numbers')


class Item(object):
    """A class that only the application knows."""
    def __init__(self, name, qty, **more):
        self.name, self.qty = name, qty
        self.__dict__.update(more)


# Its module is not this script: that is what a pickle names.
shopapp = types.ModuleType('shopapp')
shopapp.Item = Item
Item.__module__ = 'shopapp'
sys.modules['shopapp'] = shopapp

CART = {'items': [{'sku': 'a-1', 'qty': 2}, {'sku': 'b', 'qty': 1}], 'total': 7.5}


def kind(name, objects=True):
    """A session's data; objects tells whether it can hold more than JSON and bytes."""
    if name == 'simple':
        return {'user': u'jürgen', 'visits': 3, 'total': 7.5, 'paid': True, 'none': None}
    if name == 'nested':
        d = {'cart': CART, 'deep': {'one': {'two': {'three': [1, [2, [3, {'four': 'end'}]]]}}},
             'lists': [[], [[]], [[1, 2], ['a', None]]], 'none': {'list': [], 'dict': {}}}
        if objects:
            d['tuple'] = (1, (2, ('three',)), ())
        return d
    if name == 'unicode':
        return {u'Grüße': u'für Ömer', u'日本': {u'🍵': [u'茶', u'👩‍👩‍👧', u'e\u0301', u'שלום']},
                'latin': b'J\xfcrgen', 'a "quoted" key/with\\signs': u'line\nbreak\ttab\x7f\x00\u2028', '': 'no name'}
    if name == 'large':
        return {'text': u'the quick brown tea pot, ' * 8000, 'cart': CART,
                'rows': [{'id': i, 'name': 'row', 'tags': ['hot', 'green']} for i in range(100)]}
    if name == 'empty':
        return {}
    if name == 'object':
        if not objects:
            return {'cart': CART, 'bytes': b'\xff\x00'}
        item = Item('tea', 3, tags=['hot'], of=Item('pot', 1))
        return {'cart': {'items': [item, {'sku': 'b', 'qty': 1, 'item': Item('cup', 2)}], 'total': 7.5}, 'last': item,
                'when': datetime.datetime(2026, 1, 2, 3, 4, 5), 'set': {'x'}, 'note': 'beside'}
    if name == 'compressed':
        return {'cart': CART, 'text': 'tea and more tea, ' * 300}
    if name == 'numbers':
        d = {'zero': 0, 'minus': -1, 'byte': [127, 128, 255, 256, -128, -129], 'word': [32767, 65535, 65536, -32769],
             'int': [2 ** 31 - 1, 2 ** 31, -2 ** 31, 2 ** 32], 'long': [2 ** 53 + 1, 2 ** 63 - 1, -2 ** 63],
             'float': [0.1, -0.0, 3.0, 1e300, 5e-324, 1.7976931348623157e308], 'odd': [float('nan'), float('inf'), -float('inf')],
             'bool': [True, False], 'none': [None]}
        if objects:
            d['big'] = [2 ** 63, 2 ** 80, -2 ** 70]
        return d
    raise ValueError(name)


def tell(v):
    """A value as JSON; what JSON cannot hold, or not exactly, is an entry with an @."""
    if isinstance(v, TEXT) and len(v) > 1000:
        return {'@letters': len(v)}
    if v is None or isinstance(v, (bool, TEXT)):
        return v
    if isinstance(v, bytes):
        try:
            return tell(v.decode('utf-8'))
        except ValueError:
            return {'@bytes': ''.join('%02x' % c for c in bytearray(v))}
    if isinstance(v, INTS):
        return v if abs(v) < 2 ** 53 else {'@number': str(v)}
    if isinstance(v, float):
        return {'@number': str(v)} if math.isnan(v) or math.isinf(v) else v
    if isinstance(v, dict):
        return dict((TEXT(k), tell(x)) for k, x in v.items())
    if isinstance(v, (list, tuple)):
        return [tell(x) for x in v]
    if isinstance(v, (set, frozenset)):
        return [tell(x) for x in sorted(v)]
    if isinstance(v, Item):
        return {'@object': 'shopapp.Item', 'state': tell(vars(v))}
    return {'@object': type(v).__module__ + '.' + type(v).__name__}


def show(data):
    """What a script prints of a session that it reads."""
    print(json.dumps(tell(dict((k, data[k]) for k in data)), sort_keys=True))
