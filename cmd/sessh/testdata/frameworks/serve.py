# serve.py SCRIPT MODULE...
#
# Imports the modules, and then runs the script once for each line of input, in a
# process of its own that is forked from this one: to import a framework takes longer
# than most scripts run. A line is a JSON array of the script's arguments and an object
# of what its environment has beside ours; the answer is a line with what it printed.
import importlib, json, os, runpy, sys, tempfile, traceback
script, modules = sys.argv[1], sys.argv[2:]
for name in modules:
    importlib.import_module(name)
print('ready', flush=True)
for line in sys.stdin:
    arguments, environment = json.loads(line)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.dup2(out.fileno(), 1)
                os.dup2(err.fileno(), 2)
                sys.argv[1:] = arguments
                os.environ.update(environment)
                runpy.run_path(script, run_name='__main__')
                status = 0
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        _, status = os.waitpid(child, 0)
        for f in out, err:
            f.seek(0)
        print(json.dumps({'ok': status == 0, 'out': out.read().decode(), 'err': err.read().decode()}), flush=True)
