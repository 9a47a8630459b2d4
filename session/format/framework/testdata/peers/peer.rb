# A peer of package crosstest: builds values, marshals them, and tells what it reads.
require 'base64'
require 'json'

class Thing; end
class Box < Hash; end
Pair = Struct.new(:p, :q, :r)

# Makes a value of a graph: what can be part of itself is made empty first.
class Builder
  def initialize(nodes)
    @nodes = nodes
    @made = {}
  end

  def build(i = 0)
    return @made[i] if @made.key?(i)

    n = @nodes[i]
    items = n['items'] || []
    keys = n['keys'] || []
    case n['kind']
    when 'list'
      v = @made[i] = []
      items.each { |c| v << build(c) }
    when 'map'
      v = @made[i] = n['class'].to_s == 'Box' ? Box.new : {}
      keys.zip(items) { |k, c| v[build(k)] = build(c) }
    when 'object'
      v = @made[i] = n['class'] == 'Pair' ? Pair.new : Thing.new
      keys.zip(items) do |k, c|
        name = @nodes[k]['text']
        n['class'] == 'Pair' ? v[name] = build(c) : v.instance_variable_set("@#{name}", build(c))
      end
    else v = @made[i] = scalar(n['kind'], n['text'].to_s)
    end
    v
  end

  def scalar(kind, text)
    case kind
    when 'null' then nil
    when 'bool' then text == 'true'
    when 'int' then text.to_i
    when 'float' then [text].pack('H*').unpack1('G')
    when 'text' then text.dup
    when 'symbol' then text.to_sym
    when 'bytes' then [text].pack('H*')
    else raise kind
    end
  end
end

# Tells the graph of a value.
class Teller
  attr_reader :nodes

  def initialize
    @nodes = []
    @seen = {}.compare_by_identity
  end

  def tell(v)
    return @seen[v] if @seen.key?(v)

    i = @nodes.size
    n = {}
    @nodes << n
    @seen[v] = i if v.is_a?(Array) || v.is_a?(Hash) || v.is_a?(Thing) || v.is_a?(Pair)
    case v
    when nil then n['kind'] = 'null'
    when true, false then n.update('kind' => 'bool', 'text' => v.to_s)
    when Integer then n.update('kind' => 'int', 'text' => v.to_s)
    when Float then n.update('kind' => 'float', 'text' => [v].pack('G').unpack1('H*'))
    when Symbol then n.update('kind' => 'symbol', 'text' => v.to_s)
    when String
      if [Encoding::UTF_8, Encoding::US_ASCII].include?(v.encoding) && v.valid_encoding?
        n.update('kind' => 'text', 'text' => v)
      else
        n.update('kind' => 'bytes', 'text' => v.unpack1('H*'))
      end
    when Array then n.update('kind' => 'list', 'items' => v.map { |x| tell(x) })
    when Hash
      n.update('kind' => 'map', 'class' => v.instance_of?(Hash) ? '' : v.class.name)
      n['keys'] = v.keys.map { |k| tell(k) }
      n['items'] = v.values.map { |x| tell(x) }
    when Pair
      n.update('kind' => 'object', 'class' => 'Pair')
      n['keys'] = v.members.map { |k| tell(k.to_s) }
      n['items'] = v.to_a.map { |x| tell(x) }
    when Thing
      names = v.instance_variables
      n.update('kind' => 'object', 'class' => 'Thing')
      n['keys'] = names.map { |k| tell(k.to_s.delete_prefix('@')) }
      n['items'] = names.map { |k| tell(v.instance_variable_get(k)) }
    else raise v.class.name
    end
    i
  end
end

def write(how, nodes)
  v = Builder.new(nodes).build
  Base64.strict_encode64(how == 'JSON' ? JSON.dump(v) : Marshal.dump(v))
end

def read(how, value)
  value = Base64.decode64(value)
  t = Teller.new
  t.tell(how == 'JSON' ? JSON.parse(value) : Marshal.load(value))
  { 'nodes' => t.nodes }
rescue StandardError => e
  { 'error' => "#{e.class}: #{e.message}" }
end

$stdout.sync = true
how = ''
$stdin.each_line do |line|
  q = JSON.parse(line, max_nesting: false)
  if q['write']
    how = q['how']
    puts JSON.generate('values' => q['write'].map { |g| write(how, g['nodes']) })
  else
    puts JSON.generate('graphs' => q['read'].map { |x| read(how, x) })
  end
end
