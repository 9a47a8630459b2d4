"""The classes of the application that wrote the fixtures."""

showing = set()


def guarded(owner, part):
    """The repr of a part of owner, which may be part of itself."""
    if id(owner) in showing:
        return '...'
    showing.add(id(owner))
    try:
        return repr(part)
    finally:
        showing.discard(id(owner))


class Item(object):
    def __init__(self, name, qty, **more):
        self.name, self.qty = name, qty
        self.__dict__.update(more)

    def __repr__(self):
        return 'Item(%r, %s)' % (self.name, guarded(self, self.qty))


class Slots(object):
    __slots__ = ('a', 'b')

    def __init__(self, a, b):
        self.a, self.b = a, b

    def __repr__(self):
        return 'Slots(%r, %r)' % (self.a, self.b)


class Bag(dict):
    def __repr__(self):
        return 'Bag(%s)' % guarded(self, dict(self))


class Row(list):
    def __repr__(self):
        return 'Row(%s)' % guarded(self, list(self))


class Reduced(object):
    def __init__(self, a):
        self.a = a

    def __reduce__(self):
        return Reduced, (self.a,)

    def __repr__(self):
        return '%s(%s)' % (type(self).__name__, guarded(self, self.a))


class Copied(Reduced):
    """Copies what it is made of, as its own kind of list."""

    def __init__(self, a):
        self.a = list(a)

    def __reduce__(self):
        return Copied, (list(self.a),)


class Named(object):
    def __new__(cls, a, b=None):
        self = object.__new__(cls)
        self.pair = a, b
        return self

    def __getnewargs_ex__(self):
        return (self.pair[0],), {'b': self.pair[1]}

    def __getnewargs__(self):
        return self.pair

    def __repr__(self):
        return 'Named(%r, %r)' % self.pair


class Stateful(object):
    def __init__(self, state):
        self.state = state

    def __getstate__(self):
        return self.state

    def __setstate__(self, state):
        self.state = state

    def __repr__(self):
        return 'Stateful(%r)' % (self.state,)


class Old:
    def __init__(self, a):
        self.a = a

    def __repr__(self):
        return 'Old(%r)' % (self.a,)


class OldArgs:
    def __init__(self, a, b):
        self.a, self.b = a, b

    def __getinitargs__(self):
        return self.a, self.b

    def __repr__(self):
        return 'OldArgs(%s, %r)' % (guarded(self, self.a), self.b)


class Chain(object):
    """Keeps the last that was made, so that it can be part of itself."""

    def __init__(self, name):
        self.name, self.me = name, self

    def __repr__(self):
        return 'Chain(%r, %r)' % (self.name, self.me is self)
