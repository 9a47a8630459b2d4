# Writes fixtures.json: what Ruby's Marshal makes of many values. Run it as
#   ruby write.rb >fixtures.json
Encoding.default_external = Encoding::UTF_8
require "json"
require_relative "classes"
include App

FIXTURES = {}
def fixture(name, value, shows = value.inspect)
  FIXTURES[name] = [value, shows]
end

def extended(value, *modules, **ivars)
  modules.each { |m| value.extend(m) }
  ivars.each { |k, v| value.instance_variable_set("@#{k}", v) }
  value
end

fixture "nil", nil
fixture "true", true
fixture "false", false
fixture "simple", { "a" => 1, :sym => [1, 2], nil => true }
fixture "nested", { "user" => { "id" => 7, "roles" => ["admin", ["x", { "deep" => [nil, false] }]] } }
fixture "empty", ["", [], {}, :"", "".b, "".encode("US-ASCII")]
fixture "unicode", { "grüße" => "日本語 ☃ 😀", :größe => "\u00e9\u200b\u202e" }
fixture "escapes", ["a\n\t\"\\\e\0\x7f\a\b\v\f\r", '#{x} #$x #@x #x', "\x01".b]
fixture "control characters", ["\u0085\u0080"], '["\\u0085\\u0080"]'
fixture "binary", ["\x00\xff\xfe".b, "plain".b]
fixture "broken", ["\xff\xfe", "ok\x80".dup.force_encoding("US-ASCII")]
fixture "encodings", ["日本".encode("Shift_JIS"), "語".encode("Shift_JIS"), "ab".encode("UTF-16LE"),
                      "ab".encode("US-ASCII"), "é".encode("ISO-8859-1"), "日本".encode("EUC-JP"),
                      "x".encode("UTF-16LE")], nil
fixture "large", { "text" => "x" * 70_000, "list" => (0...3000).to_a, "hash" => (0...300).to_h { |i| ["k#{i}", i * i] } }, nil
fixture "floats", [0.0, -0.0, 1.0, -1.5, 100.0, 1e15, 1e16, 123456789.125, 1e100, 1e-4, 1e-5, 0.1, 1.0 / 3,
                   5e-324, 1.7976931348623157e308, Float::INFINITY, -Float::INFINITY, Float::NAN]
fixture "floats shared", [1.5, 1.5, 0.1, 0.1, 1e300, 1e300].then { |l| l + [l[4]] }
widths = [0, 1, 5, 122, 123, 255, 256, 65535, 65536, 0xffffff, 0x1000000, 2**30 - 1, 2**30, 2**31 - 1, 2**31, 2**32,
          2**40, 2**62 - 1, 2**62, 2**63 - 1, 2**63, 2**64, 2**100, 10**40]
fixture "integers", widths + widths.map(&:-@) + widths.map { |w| -w - 1 } + [-123, -124, -128, -129, -256, -257]
big = 2**90
fixture "bignums shared", [big, big, 2**40, 2**40, 2**90]
fixture "symbols", %i[a b a b @a @@a $a a? a! a= + - * / ! != == === =~ !~ [] []= <=> < <= << ** +@ -@ ~ ` A A? nil] +
                   [:"a b", :"", :"1a", :"a-b", :"é", :"é", :"a\n", :"=", :"@", :"$", :"$1", :"$-w", :"a?=", :"&&", :"日=", :"@1"]
fixture "symbols of encodings", ["日本".encode("Shift_JIS").to_sym, "日本".encode("Shift_JIS"), "語".encode("Shift_JIS").to_sym,
                                 "\xff".b.to_sym, "\xff".b.to_sym, "a".encode("UTF-16LE").to_sym], nil
s = +"same"
l = [s, s]
h = { "l" => l, "again" => l, "s" => s }
fixture "shared", [h, l, s, h]
r = [1]
r << r
fixture "recursive array", r
r = { "a" => 1 }
r["self"] = r
r["list"] = [r, [r]]
fixture "recursive hash", r
c = Cart.new(1, "two")
c.owner = c
fixture "recursive object", [c, c], "[#<App::Cart @items=[1, \"two\"], @owner=#<App::Cart ...>>, #<App::Cart @items=[1, \"two\"], @owner=#<App::Cart ...>>]"
p = Point.new(1)
p.y = [p, p]
fixture "recursive struct", p
r = +"me"
r.instance_variable_set(:@me, r)
fixture "recursive string", [r, r]
r = Stack.new
r << r << 1
fixture "recursive subclass", [r, r]
r = Pipe.new(1)
r.instance_variable_get(:@parts) << r
fixture "recursive marshal_dump", [r, r], nil
fixture "struct", [Point.new(1, "b"), Point.new(nil, :c), Named.new(name: "n", value: 2)],
        '[#<struct App::Point x=1, y="b">, #<struct App::Point x=nil, y=:c>, #<struct App::Named name="n", value=2>]'
fixture "struct with variables", [extended(Point.new(1, 2), note: "n")]
fixture "default hash", [Hash.new(0).merge!("a" => 1), Hash.new([1])]
fixture "identity", [{ "a" => 1 }.compare_by_identity, Params.new.compare_by_identity.merge!(:x => 1)],
        '[#<Hash {"a"=>1}>, #<App::Params {:x=>1}>]'
hs = Params.new
hs["a"] = { "b" => 1 }
hd = Params.new(5)
hd[:k] = hd
fixture "hash subclass", [hs, hd, hs], '[#<App::Params {"a"=>{"b"=>1}}>, #<App::Params {:k=>#<App::Params {...}>}>, #<App::Params {"a"=>{"b"=>1}}>]'
fixture "subclasses", [Label.new("é"), Label.new("b".b), Stack.new([1, 2]), Pattern.new("a+", true), extended(Label.new("x"), n: 1)]
fixture "string with variables", [extended(+"é", note: "n", other: 2), extended("b".b, note: 1), extended([1], a: 2), extended({ 1 => 2 }, b: [])]
module Keywords
  def self.last(*args) = args.last
  singleton_class.send(:ruby2_keywords, :last)
end
fixture "keywords", Keywords.last(a: 1)
fixture "objects", [Cart.new("pen", { "n" => 2 }), Empty.new, Cart.new],
        '[#<App::Cart @items=["pen", {"n"=>2}]>, #<App::Empty>, #<App::Cart @items=[]>]'
fixture "class of another script", Étage.new, "#<App::Étage>"
money = Money.new(995)
fixture "_dump", [money, money, Raw.new("\xff\0"), Tagged.new("é", "t"), "after"].then { |x| x + [x[4], x[0]] }, nil
fixture "_dump with links", [t = "tag".dup, x = Tagged.new("a", t), t, x, x, "z"], nil
fixture "marshal_dump", [Pipe.new(1, "a"), Rational(1, 3), Complex(1, -2), Rational(-3, 4)], nil
fixture "times", [Time.utc(2024, 2, 29, 12, 30, 45), Time.new(2024, 12, 31, 23, 59, 59, "+09:00"),
                  Time.at(1_700_000_000, 123_456_789, :nsec, in: "UTC"), Time.at(1_700_000_000, 123_456_789, :nsec, in: "-03:30"),
                  Time.utc(1969, 7, 20), Time.at(1, 500, :millisecond, in: "UTC"), Time.at(0, Rational(1, 3), in: "UTC"),
                  Time.utc(2500, 1, 1), Time.utc(1800, 1, 1)], nil
fixture "time", Time.utc(2024, 2, 29, 12, 30, 45)
fixture "time with nanoseconds", Time.at(1_700_000_000, 123_456_789, :nsec, in: "UTC")
fixture "time with microseconds", Time.at(1_700_000_000, 120_000, in: "UTC")
fixture "time of a zone", Time.at(1_700_000_000, 123_456_789, :nsec, in: "-03:30")
ENV["TZ"] = "Europe/Berlin"
fixture "local time", Time.at(1_700_000_000)
fixture "local times", [Time.at(1_700_000_000), Time.at(1_710_000_000), "CET"]
fixture "date", [Date.new(2024, 2, 29), DateTime.new(2024, 2, 29, 12, 30, 45, "+2")], nil
fixture "decimals", [BigDecimal("1.25"), BigDecimal("-1e100"), BigDecimal("NaN"), BigDecimal("0")]
fixture "regexps", [/a+\/b/i, /é/mx, /x/n, /\xff/n, /日/, Regexp.new("a/b")]
fixture "ranges", [1..5, 1...5, "a".."z", (1..), (..2), (nil..nil)]
fixture "classes", [String, App::Cart, Comparable, App::Loud, String]
fixture "exceptions", [RuntimeError.new("boom"), Failure.new("bad", 7), ArgumentError.new(nil),
                       (raise "here" rescue $!.tap { |e| e.set_backtrace(["a:1", "b:2"]) })],
        '[#<RuntimeError: boom>, #<App::Failure: bad>, #<ArgumentError: ArgumentError>, #<RuntimeError: here>]'
fixture "extended", [extended(Cart.new(1), Loud), extended(+"s", Loud, Quiet), extended(Label.new("t"), Loud, a: 1),
                     extended([1], Quiet), extended({ 1 => 2 }, Loud, z: 0), extended(Point.new(1, 2), Loud)],
        '[#<App::Cart @items=[1]>, "s", "t", [1], {1=>2}, #<struct App::Point x=1, y=2>]'
fixture "sets", [Set.new([1, "a", :b]), Set.new], '[#<Set: {1, "a", :b}>, #<Set: {}>]'
fixture "keys", { 1 => :a, 1.0 => :b, "a" => 1, :a => 2, nil => 3, [1, "x"] => 4, { "k" => 1 } => 5, 2**80 => 6, 0.0 => 7, "ä" => 8, "ä".b => 9 }
flash = { "session_id" => "0123456789abcdef", "_csrf_token" => "dG9rZW4=", "user_id" => 42,
          "flash" => { "discard" => [], "flashes" => { "notice" => "Saved." } }, "seen_at" => Time.utc(2024, 1, 2, 3, 4, 5) }
fixture "rails session", flash
fixture "deep", (1..200).reduce(0) { |v, _| [v] }, nil

puts JSON.pretty_generate(FIXTURES.map { |name, (value, shows)|
  { name: name, data: [Marshal.dump(value)].pack("m0"), shows: shows&.encode("UTF-8") }
})
