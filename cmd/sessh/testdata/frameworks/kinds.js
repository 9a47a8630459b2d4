// What the sessions of each kind hold, and what is read in them.
const cart = { items: [{ sku: 'a-1', qty: 2 }, { sku: 'b', qty: 1 }], total: 7.5 };

class Item { // JSON forgets the class; toJSON is how an object says what to keep
  constructor(name, qty) { this.name = name; this.qty = qty; }
  toJSON() { return { $class: 'Item', name: this.name, qty: this.qty }; }
}

const kinds = {
  simple: { user: 'jürgen', visits: 3, total: 7.5, paid: true, none: null },
  nested: {
    cart, deep: { one: { two: { three: [1, [2, [3, { four: 'end' }]]] } } },
    lists: [[], [[]], [[1, 2], ['a', null]]], none: { list: [], dict: {} },
  },
  unicode: {
    'Grüße': 'für Ömer', '日本': { '🍵': ['茶', '👩‍👩‍👧', 'e\u0301', 'שלום'] }, latin: 'J\xfcrgen',
    'a "quoted" key/with\\signs': 'line\nbreak\ttab\x7f\0\u2028</script>', '': 'no name',
  },
  large: {
    text: 'the quick brown tea pot, '.repeat(8000), cart,
    rows: Array.from({ length: 100 }, (_, id) => ({ id, name: 'row', tags: ['hot', 'green'] })),
  },
  empty: {},
  object: { cart: { items: [new Item('tea', 3), { sku: 'b', qty: 1 }], total: 7.5 }, when: new Date(Date.UTC(2026, 0, 2)), bytes: Buffer.from([255, 0]), note: 'beside' },
  numbers: {
    zero: 0, minus: -1, byte: [127, 128, 255, 256, -128, -129], word: [32767, 65535, 65536, -32769],
    int: [2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 32], long: [2 ** 53, 2 ** 63, -(2 ** 63), 1e21],
    float: [0.1, -0, 3.0, 1e300, 5e-324, 1.7976931348623157e308], odd: [NaN, Infinity, -Infinity], bool: [true, false], none: [null],
  },
};

const tell = (v) => {
  if (typeof v === 'string' && v.length > 1000) return { '@letters': v.length };
  if (Array.isArray(v)) return v.map(tell);
  if (v && typeof v === 'object') return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, tell(x)]));
  return v;
};
module.exports = { kinds, tell };
