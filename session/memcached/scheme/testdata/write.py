# write.py PORT PORT PORT: lets real clients spread keys over three memcacheds on
# these ports of 127.0.0.1, and writes where they went into the files beside this one.
import hashlib, json, os, socket, subprocess, sys
import memcache, pylibmc
from pymemcache.client.hash import HashClient

here = os.path.dirname(os.path.abspath(__file__))
servers = ['127.0.0.1:' + p for p in sys.argv[1:4]]

def ids(n):
    for i in range(n):
        h = hashlib.sha256(str(i).encode()).hexdigest()
        yield ['memc.sess.key.' + h[:26], ':1:django.contrib.sessions.cache' + h[:32], 'rack:session:2::' + h, 'sess:' + h[:32], h[:32], 'sessh/Shop/visitor-%d' % i][i % 6]

keys = list(ids(240))

def ask(server, request):
    host, port = server.split(':')
    s = socket.create_connection((host, int(port)))
    s.sendall(request)
    answer = b''
    while not answer.endswith((b'END\r\n', b'OK\r\n')):
        answer += s.recv(65536)
    return answer

def save(scheme, client):
    places = {}
    for k in keys:
        where = [i for i, s in enumerate(servers) if b'VALUE' in ask(s, b'get ' + k.encode() + b'\r\n')]
        assert len(where) == 1, (scheme, k, where)
        places[k] = where[0]
    for s in servers:
        ask(s, b'flush_all\r\n')
    with open(os.path.join(here, scheme + '.json'), 'w') as f:
        json.dump({'scheme': scheme, 'client': client, 'servers': servers, 'places': places}, f, indent=0, sort_keys=True)
        f.write('\n')
    print(scheme, [list(places.values()).count(i) for i in range(3)])

def fill(client):
    for k in keys:
        client.set(k, 'x')

fill(memcache.Client(servers)); save('python-memcached', 'python-memcached')
fill(pylibmc.Client(servers, behaviors={'ketama': True})); save('ketama', 'pylibmc with ketama')
fill(pylibmc.Client(servers, behaviors={'ketama_weighted': True})); save('ketama-weighted', 'pylibmc with ketama_weighted')
fill(pylibmc.Client(servers)); save('libmemcached', 'pylibmc')
fill(pylibmc.Client(servers, behaviors={'hash': 'md5'})); save('md5', 'pylibmc with hash md5')
fill(HashClient([('127.0.0.1', int(p)) for p in sys.argv[1:4]])); save('pymemcache', 'pymemcache')
ruby = 'require "dalli"; c = Dalli::Client.new(ARGV[0].split(","), raw: true); $stdin.each_line { |l| c.set(l.chomp, "x") }'
subprocess.run(['ruby', '-e', ruby, ','.join(servers)], input='\n'.join(keys), text=True, check=True); save('dalli', 'Dalli')
php = '$m = new Memcached(); $m->setOption(Memcached::OPT_LIBKETAMA_COMPATIBLE, true); foreach (explode(",", $argv[1]) as $s) { [$h, $p] = explode(":", $s); $m->addServer($h, (int)$p); } while (($l = fgets(STDIN)) !== false) $m->set(trim($l), "x");'
subprocess.run(['php', '-r', php, ','.join(servers)], input='\n'.join(keys), text=True, check=True); save('php-ketama-compatible', 'PHP, OPT_LIBKETAMA_COMPATIBLE')
php = 'ini_set("session.save_handler", "memcached"); ini_set("session.save_path", $argv[1]); ini_set("session.use_cookies", "0"); ini_set("session.cache_limiter", ""); ini_set("session.use_strict_mode", "0"); while (($l = fgets(STDIN)) !== false) { session_id(trim($l)); session_start(); $_SESSION["x"] = 1; session_write_close(); }'
keys = [k for k in keys if k.startswith('memc.sess.key.')] + ['memc.sess.key.' + hashlib.sha256(b'more %d' % i).hexdigest()[:26] for i in range(80)]
subprocess.run(['php', '-r', php, ','.join(servers)], input='\n'.join(k[14:] for k in keys), text=True, check=True); save('php-sessions', "PHP's sessions")
