#!/usr/bin/python3
"""Has every framework that is there write a session of every kind, and keeps
the items in the testdata folders of the formats:

    write_items.py [NAME]

Needed are memcached on the path and the frameworks; NODE_PATH and PYTHON2 tell
where those are that are not found by themselves. The items have ids by chance,
and so change with every run.
"""
import base64, gzip, json, os, socket, subprocess, sys, time
from urllib.parse import unquote
sys.dont_write_bytecode = True
import kinds

HERE = os.path.dirname(os.path.abspath(__file__))
FORMATS = os.path.join(HERE, '../../../../session/format')
ITEMS = {'lovely': os.path.join(FORMATS, 'lovely', 'testdata')}  # of others in that of the table
PYTHON2 = os.environ.get('PYTHON2', os.path.expanduser('~/.pyenv/versions/2.7.18/bin/python'))
MORE = 4096  # bytes, above which a value is kept packed
PLAIN = [k for k in kinds.NAMES if k != 'compressed']  # of clients that do not compress


def framework(name, folder, container, run, args=(), id=None, names=PLAIN, **more):
    return dict(name=name, folder=folder, container=container, run=run, args=list(args), id=id, kinds=names, **more)


def all_frameworks():
    python = '/usr/bin/python3'
    yield framework('pymemcache', 'django', 'django', [python, 'use_django.py'], ['PyMemcacheCache'])
    yield framework('pylibmc', 'django', 'django', [python, 'use_django.py'], ['PyLibMCCache'], names=kinds.NAMES)
    yield framework('pylibmc', 'beaker', 'beaker', [python, 'use_beaker.py'])
    yield framework('pickle', 'flask', 'flask', [python, 'use_flask.py'])
    yield framework('msgpack', 'flask', 'flask', [python, 'use_msgpack.py'])
    yield framework('dalli', 'rack', 'rack', ['ruby', 'use_rack.rb'], names=kinds.NAMES)
    yield framework('memjs', 'express', 'express', ['node', 'use_express.js'])
    for s in 'php', 'php_binary', 'php_serialize', 'igbinary', 'msgpack':
        yield framework(s, 'php', 'php', ['php', 'use_php.php'], [s], id='visitor-' + s.replace('_', '-'))
    for name, interpreter in ('python2', PYTHON2), ('python3', python):
        yield framework(name, 'lovely', 'Shop', [interpreter, 'use_lovely.py'], ['Shop'], id='visitor-' + name)


class Memcached:
    def __init__(self):
        with socket.socket() as s:
            s.bind(('127.0.0.1', 0))
            port = s.getsockname()[1]
        self.address = '127.0.0.1:%d' % port
        self.process = subprocess.Popen(['memcached', '-l', '127.0.0.1', '-p', str(port), '-U', '0', '-u', 'nobody'])
        while True:
            try:
                self.wire = socket.create_connection(('127.0.0.1', port)).makefile('rwb', 0)
                return
            except OSError:
                if self.process.poll() is not None:
                    sys.exit('memcached does not start')
                time.sleep(0.01)

    def end(self):
        self.process.kill()
        self.process.wait()

    def ask(self, line):
        self.wire.write(line.encode() + b'\r\n')
        return self.wire.readline().decode()

    def keys(self):
        line, keys = self.ask('lru_crawler metadump all'), []
        while line != 'END\r\n':
            keys.append(unquote(line.split()[0][len('key='):]))
            line = self.wire.readline().decode()
        return keys

    def get(self, key):
        _, _, flags, size = self.ask('get ' + key).split()
        value = b''
        while len(value) < int(size) + 7:
            value += self.wire.read(int(size) + 7 - len(value))
        return int(flags), value[:int(size)]


def script(f, what, server, kind, *args):
    env = dict(os.environ, KIND=kind, PYTHONDONTWRITEBYTECODE='1', PYTHONHASHSEED='0', PYTHONIOENCODING='utf-8')
    return subprocess.run(f['run'] + [what, server.address] + list(args), cwd=HERE, env=env, check=True, stdout=subprocess.PIPE).stdout.decode()


def version(f):
    """Who writes; the interpreter is asked for its own."""
    ask = {'php': 'echo phpversion();', 'node': 'console.log(process.version)', 'ruby': 'puts RUBY_VERSION'}
    how = {'php': '-r', 'ruby': '-e', 'node': '-e'}
    run = f['run'][0]
    out = subprocess.check_output([run, how.get(run, '-c'), ask.get(run, 'import platform; print(platform.python_version())')])
    return '%s, %s %s' % (f['run'][1], os.path.basename(run), out.decode().strip())


def write(f, server, kind, folder):
    server.ask('flush_all')
    id = f['id'] and f['id'] + '-' + kind
    args = f['args'] + ([id] if id else [])
    told = script(f, 'write', server, kind, *args).strip()
    id = id or told
    keys = server.keys()
    key, = [k for k in keys if 'lock' not in k]
    flags, value = server.get(key)
    item = {
        'container': f['container'], 'id': key.split('rack:session:')[-1] if f['folder'] == 'rack' else id, 'key': key, 'flags': flags,
        'reads': json.loads(script(f, 'read', server, kind, *(f['args'] + [id]))), 'written_by': version(f),
    }
    for data in item['reads'], item['reads'].get('p', {}):
        if kind == 'large' and 'rows' in data:
            data['rows'] = {'@entries': len(data['rows'])}
    if len(value) > MORE:
        item['value_gzip_base64'] = base64.b64encode(gzip.compress(value, 9, mtime=0)).decode()
    else:
        item['value_base64'] = base64.b64encode(value).decode()
    with open(os.path.join(folder, kind + '.json'), 'w') as out:
        json.dump(item, out, indent=1, sort_keys=True, ensure_ascii=False)
        out.write('\n')


def main():
    only = sys.argv[1] if len(sys.argv) > 1 else ''
    server = Memcached()
    try:
        for f in all_frameworks():
            if only not in ('', f['folder'], f['name']):
                continue
            folder = ITEMS.get(f['folder'], os.path.join(FORMATS, 'framework', 'testdata', f['folder']))
            folder = os.path.join(folder, f['name'])
            os.makedirs(folder, exist_ok=True)
            for kind in f['kinds']:
                print(f['folder'], f['name'], kind)
                write(f, server, kind, folder)
    finally:
        server.end()


main()
