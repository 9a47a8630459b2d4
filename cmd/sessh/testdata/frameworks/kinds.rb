# What the sessions of each kind hold, and what is read in them.
class Item
  def initialize(name, qty, of = nil)
    @name, @qty, @of, @tags = name, qty, of, [:hot]
  end
end
Point = Struct.new(:x, :y)

def kind(name)
  cart = { 'items' => [{ 'sku' => 'a-1', 'qty' => 2 }, { 'sku' => 'b', 'qty' => 1 }], 'total' => 7.5 }
  case name
  when 'simple'
    { 'user' => 'jürgen', 'visits' => 3, 'total' => 7.5, 'paid' => true, 'none' => nil }
  when 'nested'
    { 'cart' => cart, 'deep' => { 'one' => { 'two' => { 'three' => [1, [2, [3, { 'four' => 'end' }]]] } } },
      'lists' => [[], [[]], [[1, 2], ['a', nil]]], 'none' => { 'list' => [], 'dict' => {} } }
  when 'unicode'
    { 'Grüße' => 'für Ömer', '日本' => { '🍵' => ['茶', '👩‍👩‍👧', "e\u0301", 'שלום'] },
      'latin' => "J\xfcrgen".b, 'iso' => "J\xfcrgen".dup.force_encoding('ISO-8859-1'),
      'a "quoted" key/with\\signs' => "line\nbreak\ttab\x7f\0\u2028", '' => 'no name' }
  when 'large'
    { 'text' => 'the quick brown tea pot, ' * 8000, 'cart' => cart,
      'rows' => (0...100).map { |i| { 'id' => i, 'name' => 'row', 'tags' => ['hot', 'green'] } } }
  when 'empty' then {}
  when 'object'
    item = Item.new('tea', 3, Item.new('pot', 1))
    { 'cart' => { 'items' => [item, { 'sku' => 'b', 'qty' => 1, 'item' => Item.new('cup', 2) }], 'total' => 7.5 },
      'last' => item, 'point' => Point.new(1, [2.5]), 'level' => :gold, 'range' => (1..3), 'note' => 'beside' }
  when 'compressed'
    { 'cart' => cart, 'text' => 'tea and more tea, ' * 300 }
  when 'numbers'
    { 'zero' => 0, 'minus' => -1, 'byte' => [127, 128, 255, 256, -128, -129], 'word' => [32_767, 65_535, 65_536, -32_769],
      'int' => [2**31 - 1, 2**31, -2**31, 2**32], 'long' => [2**53 + 1, 2**63 - 1, -2**63], 'big' => [2**63, 2**80, -2**70],
      'float' => [0.1, -0.0, 3.0, 1e300, 5e-324, 1.7976931348623157e308], 'odd' => [Float::NAN, Float::INFINITY, -Float::INFINITY],
      'bool' => [true, false], 'none' => [nil] }
  else raise name
  end
end

# tell is a value as JSON; what JSON cannot hold, or not exactly, is an entry with an @.
def tell(v)
  case v
  when nil, true, false then v
  when String
    if v.encoding == Encoding::ISO_8859_1 || !v.dup.force_encoding('UTF-8').valid_encoding?
      { '@bytes' => v.unpack1('H*') }
    else
      v.size > 1000 ? { '@letters' => v.size } : v.dup.force_encoding('UTF-8')
    end
  when Symbol then v.to_s
  when Integer then v.abs < 2**53 ? v : { '@number' => v.to_s }
  when Float then v.finite? ? v : { '@number' => v.to_s.downcase.sub('infinity', 'inf') }
  when Array then v.map { |x| tell(x) }
  when Hash then v.to_h { |k, x| [k.to_s, tell(x)] }
  when Item then { '@object' => 'Item', 'state' => v.instance_variables.to_h { |n| [n.to_s, tell(v.instance_variable_get(n))] } }
  when Struct then { '@object' => v.class.name, 'state' => v.inspect }
  else { '@object' => v.inspect }
  end
end
