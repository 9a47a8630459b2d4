# Reads values from the standard input, as JSON: a list of pairs of what Ruby
# wrote and what was made of it, in base64. Tells of each pair that differs,
# as a list of lines.
Encoding.default_external = Encoding::UTF_8
require "json"
require_relative "classes"

def shown(value) = value.inspect.gsub(/:0x\h{16}/, "")

# edit does what the tests do to a value.
def edit(value, text)
  [text, { "new" => [1.5, text, nil, 2**70, 2**40, -5, "\xff".b, "é", Time.at(1_700_000_000, 123_456_789, :nsec, in: "-03:30")] },
   value, value, true]
end

puts JSON.generate(JSON.parse($stdin.read).filter_map { |name, edited, was, is|
  begin
    was = Marshal.load(was.unpack1("m"))
    is = Marshal.load(is.unpack1("m"))
    was = edit(was, +"text") if edited
    next "#{name}: #{shown(is)} instead of #{shown(was)}" unless shown(was) == shown(is)
    next "#{name}: written otherwise" unless Marshal.dump(was) == Marshal.dump(is)
  rescue StandardError => e
    "#{name}: #{e.message}"
  end
})
