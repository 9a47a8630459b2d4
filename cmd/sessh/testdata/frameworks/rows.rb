# What the scripts of Ruby's frameworks write and tell.
require 'json'

def rows_value
  { 'user' => 'jürgen', 'cart' => { 'items' => [{ 'sku' => 'a-1', 'qty' => 2 }, { 'sku' => 'b', 'qty' => 1 }], 'total' => 7.5 },
    'level' => :gold, '_csrf_token' => 'h5bWZ1yXz2kVqk8gX3cUj1nYkq3s0o0aVbJmQ0m0m2Y=', 'text' => 'Käse ist für alle da; ' * 200 }
end

def rows_tell(session)
  raise 'a symbol has become something else' unless session['level'] == :gold
  puts JSON.generate('cart' => session['cart'], 'user' => session['user'], 'text' => session['text'].bytesize)
end
