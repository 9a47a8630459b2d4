<?php
// What the sessions of each kind hold, and what is read in them.
class Item
{
    public $name;
    protected $qty;
    private $tags = ['hot'];
    public $of;
    function __construct($name, $qty, $of = null) { $this->name = $name; $this->qty = $qty; $this->of = $of; }
    function state() { return get_object_vars($this); }
}

function kind($name)
{
    $cart = ['items' => [['sku' => 'a-1', 'qty' => 2], ['sku' => 'b', 'qty' => 1]], 'total' => 7.5];
    switch ($name) {
    case 'simple':
        return ['user' => 'jürgen', 'visits' => 3, 'total' => 7.5, 'paid' => true, 'none' => null];
    case 'nested':
        return ['cart' => $cart, 'deep' => ['one' => ['two' => ['three' => [1, [2, [3, ['four' => 'end']]]]]]],
            'lists' => [[], [[]], [[1, 2], ['a', null]]], 'sparse' => [3 => 'c', 7 => ['k' => 'g'], -1 => 'm']];
    case 'unicode':
        return ['Grüße' => 'für Ömer', '日本' => ['🍵' => ['茶', '👩‍👩‍👧', "e\u{301}", 'שלום']],
            'latin' => "J\xfcrgen", 'quoted' => ['a "quoted" key/with\\signs' => "line\nbreak\ttab\x7f\0\u{2028}", '' => 'no name']];
    case 'large':
        $rows = [];
        for ($i = 0; $i < 100; $i++) {
            $rows[] = ['id' => $i, 'name' => 'row', 'tags' => ['hot', 'green']];
        }
        return ['text' => str_repeat('the quick brown tea pot, ', 8000), 'cart' => $cart, 'rows' => $rows];
    case 'empty':
        return [];
    case 'object':
        $item = new Item('tea', 3, new Item('pot', 1));
        return ['cart' => ['items' => [$item, ['sku' => 'b', 'qty' => 1, 'item' => new Item('cup', 2)]], 'total' => 7.5],
            'last' => $item, 'note' => 'beside'];
    case 'numbers':
        return ['zero' => 0, 'minus' => -1, 'byte' => [127, 128, 255, 256, -128, -129], 'word' => [32767, 65535, 65536, -32769],
            'int' => [2147483647, 2147483648, -2147483648, 4294967296], 'long' => [9007199254740993, PHP_INT_MAX, PHP_INT_MIN],
            'float' => [0.1, -0.0, 3.0, 1e300, 5e-324, 1.7976931348623157e308], 'odd' => [NAN, INF, -INF],
            'bool' => [true, false], 'none' => [null]];
    }
    throw new Exception($name);
}

// tell is a value as JSON; what JSON cannot hold, or not exactly, is an entry with an @.
function tell($v)
{
    switch (true) {
    case is_string($v) && !preg_match('//u', $v):
        return ['@bytes' => bin2hex($v)];
    case is_string($v) && preg_match_all('/./us', $v) > 1000:
        return ['@letters' => preg_match_all('/./us', $v)];
    case is_int($v) && abs($v) >= 2 ** 53:
        return ['@number' => (string)$v];
    case is_float($v) && !is_finite($v):
        return ['@number' => strtolower((string)$v)];
    case $v instanceof Item:
        return ['@object' => 'Item', 'state' => tell($v->state())];
    case is_array($v):
        return array_is_list($v) ? array_map('tell', $v) : (object)array_map('tell', $v);
    }
    return $v;
}
