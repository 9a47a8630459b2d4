# The classes of the fixtures.
require "bigdecimal"
require "date"
require "set"

module App
  class Cart
    attr_accessor :items, :owner
    def initialize(*items) = @items = items
  end

  class Empty; end

  class Label < String; end

  class Stack < Array; end

  class Params < Hash; end

  class Pattern < Regexp; end

  class Failure < StandardError
    def initialize(message, code)
      super(message)
      @code = code
    end
  end

  class Money
    def initialize(cents) = @cents = cents
    def _dump(_level) = @cents.to_s
    def self._load(text) = new(text.to_i)
    def inspect = "#<App::Money #{@cents}>"
  end

  class Raw
    def initialize(bytes) = @bytes = bytes
    def _dump(_level) = @bytes.b
    def self._load(text) = new(text)
    def inspect = "#<App::Raw #{@bytes.inspect}>"
  end

  class Tagged
    def initialize(text, tag)
      @text, @tag = text, tag
    end

    def _dump(_level) = @text.dup.tap { |s| s.instance_variable_set(:@tag, @tag) }
    def self._load(text) = new(text, text.instance_variable_get(:@tag))
    def inspect = "#<App::Tagged #{@text.inspect} #{@tag.inspect}>"
  end

  class Pipe
    def initialize(*parts) = @parts = parts
    def marshal_dump = @parts
    def marshal_load(parts)
      @parts = parts
    end
  end

  module Loud; end

  module Quiet; end

  Point = Struct.new(:x, :y)
  Named = Struct.new(:name, :value, keyword_init: true)
  class Étage; end
end
