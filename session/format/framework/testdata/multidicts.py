# multidicts.py write: a line for each class and protocol, with its name and a pickle.
# multidicts.py read: of each such line, the lists that the framework reads.
import base64, json, pickle, sys
import django
from django.conf import settings
settings.configure()
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from werkzeug.datastructures import MultiDict

values = [('name', 'Ann'), ('tag', 'red'), ('tag', 'blue'), ('gone', 'x')]


def made(cls):
    if cls is QueryDict:
        return QueryDict('&'.join('%s=%s' % v for v in values), mutable=True)
    if cls is MultiDict:
        return MultiDict(values)
    d = cls()
    for k, v in values:
        d.appendlist(k, v)
    return d


if sys.argv[1] == 'write':
    for cls in QueryDict, MultiValueDict, MultiDict:
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            data = pickle.dumps({'form': made(cls), 'n': 1}, protocol)
            print(cls.__name__, protocol, base64.b64encode(data).decode())
else:
    for line in sys.stdin:
        form = pickle.loads(base64.b64decode(line))['form']
        lists = dict(form.lists()) if hasattr(form, 'lists') else form
        print(type(form).__name__, json.dumps(lists, sort_keys=True), json.dumps([form[k] for k in sorted(form)]))
