# serve.rb SCRIPT MODULE... is serve.py for Ruby.
require 'json'
require 'tempfile'
script, *modules = ARGV
modules.each { |name| require name }
$stdout.sync = true
puts 'ready'
$stdin.each_line do |line|
  arguments, environment = JSON.parse(line)
  out, err = Tempfile.new, Tempfile.new
  child = fork do
    $stdout.reopen(out)
    $stderr.reopen(err)
    ARGV.replace(arguments)
    ENV.update(environment)
    load script
  end
  _, status = Process.wait2(child)
  printed = [out, err].map { |f| File.binread(f.path).force_encoding('UTF-8') }
  puts JSON.generate(ok: status.success?, out: printed[0], err: printed[1])
  [out, err].each(&:close!)
end
