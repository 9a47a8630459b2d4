package lovely

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"math"
	"strings"
	"time"

	"sessh/session/format"
	"sessh/session/format/codec"
	"sessh/session/format/cookie"
	"sessh/session/format/graph"
	"sessh/session/format/keys"
	"sessh/session/format/pickle"
	"sessh/session/format/pickle/forms"
	"sessh/session/format/pickle/object"
	"sessh/session/storage"
	"sessh/session/tree"
)

// The classes of a session and of the data of one package.
const (
	SessionClass = module + ".MemCacheSessionData"
	PackageClass = module + ".MemCachePkgData"
	module       = "lovely.session.memcached"
)

// Name is "lovely".
func (Format) Name() string { return "lovely" }

// Traits returns what is particular about the format.
func (Format) Traits() *format.Traits { return &traits }

var traits = format.Traits{
	About:      "pickles of lovely.session, under digests of their names; read and written",
	Containers: []string{Unnamed},
	Shapes:     []keys.Shape{{Hex: hex.EncodedLen(md5.Size), Length: hex.EncodedLen(md5.Size)}},
	Digests:    true,
	Cookie:     cookie.Lovely,
	Claims:     claims,
	First:      first,
	Written:    written,
}

// dialect returns how pickles become values.
func dialect() *graph.Dialect { return codec.PickleDialect(SessionClass, PackageClass) }

// open reads the pickle of a session.
func open(value []byte, flags uint32) (root *graph.Node, packages *[]graph.Pair, info pickle.Info, err error) {
	if flags != 0 {
		return nil, nil, info, fmt.Errorf("the item's flags are %d: it is not a plain pickle", flags)
	}
	root, info, err = pickle.Decode(value, graph.Limits{})
	if err != nil {
		return nil, nil, info, fmt.Errorf("the pickle cannot be read: %w", err)
	}
	packages = dialect().Inside(root)
	if root.Kind != graph.Object || root.Class != SessionClass || packages == nil {
		return nil, nil, info, fmt.Errorf("a pickle of %s, not a session of lovely.session", what(root))
	}
	for _, p := range *packages {
		if p.Value.Kind != graph.Map && dialect().Inside(p.Value) == nil {
			return nil, nil, info, fmt.Errorf("the package %s is %s, not a mapping", object.Repr(p.Key), what(p.Value))
		}
		if p.Key.Kind != graph.Text {
			return nil, nil, info, fmt.Errorf("the package name %s is %s, not text", object.Repr(p.Key), what(p.Key))
		}
	}
	return root, packages, info, nil
}

func what(n *graph.Node) string {
	if n.Class != "" {
		return "a " + n.Class
	}
	return "a " + n.Kind.String()
}

// Decode reads a session.
func (Format) Decode(value []byte, flags uint32) (*format.Record, error) {
	root, _, _, err := open(value, flags)
	if err != nil {
		return nil, err
	}
	r := &format.Record{Data: tree.NewMap(), Timeout: storage.TTLUnknown, LastAccess: lastAccess(root)}
	if err := dialect().Fill(r.Data, root); err != nil {
		return nil, err
	}
	return r, nil
}

const accessName = "lastAccessTime"

func lastAccess(root *graph.Node) time.Time {
	if root.State == nil {
		return time.Time{}
	}
	for _, p := range root.State.Pairs {
		if p.Key.Text != accessName {
			continue
		}
		switch {
		case p.Value.Kind == graph.Int && p.Value.Big == nil:
			return format.UnixTime(float64(p.Value.Int))
		case p.Value.Kind == graph.Float:
			return format.UnixTime(math.Trunc(p.Value.Float))
		}
	}
	return time.Time{}
}

// Encode writes a session, over the pickle that it was read from.
func (Format) Encode(r *format.Record, was *storage.Item) ([]byte, uint32, error) {
	root, info := newSession(r.LastAccess), pickle.Info{Python2: true}
	packages := forms.DictItems(root)
	if was != nil {
		var err error
		if root, packages, info, err = open(was.Value, was.Flags); err != nil {
			return nil, 0, err
		}
	}
	pairs := *packages
	have := make(map[string]bool, len(pairs))
	for _, p := range pairs {
		have[p.Key.Text] = true
	}
	for k := range r.Data.All() {
		name, ok := k.(string)
		if !ok {
			return nil, 0, fmt.Errorf("the name of a package is a text, and not %v", k)
		}
		if !have[name] {
			pairs = append(pairs, graph.Pair{Key: graph.NewText(name), Value: newDict(PackageClass, nil, info.Protocol)})
		}
	}
	*packages = pairs
	if err := dialect().MergeEntries(root, r.Data); err != nil {
		return nil, 0, err
	}
	value, err := pickle.Encode(root, info)
	return value, 0, err
}

// newSession returns a session as lovely.session makes one, without packages.
func newSession(at time.Time) *graph.Node {
	return newDict(SessionClass, &graph.Node{Kind: graph.Map, Pairs: []graph.Pair{
		{Key: graph.NewText(accessName), Value: graph.NewInt(at.Unix())},
	}}, 0)
}

// newDict returns an instance of a subclass of dict as Python pickles it: in the
// protocols 0 and 1 what copy_reg makes of the class, dict, and the entries. The
// names of these are Python 2's, which Python 3 knows in old protocols only; in
// protocol 2 and above the class makes the instance.
func newDict(class string, state *graph.Node, protocol int) *graph.Node {
	if protocol >= 2 {
		return &graph.Node{
			Kind: graph.Object, Form: forms.Newobj, Class: class,
			Args: []*graph.Node{global(class), {Kind: graph.List, Form: forms.Tuple}}, State: state,
		}
	}
	made := &graph.Node{Kind: graph.List, Form: forms.Tuple, Items: []*graph.Node{
		global(class), global("__builtin__.dict"), {Kind: graph.Map},
	}}
	return &graph.Node{
		Kind: graph.Object, Form: forms.Reconstruct, Class: class,
		Args: []*graph.Node{global("copy_reg._reconstructor"), made}, State: state,
	}
}

func global(full string) *graph.Node {
	dot := strings.LastIndexByte(full, '.')
	return &graph.Node{
		Kind: graph.Object, Form: forms.Global, Class: full,
		Args: []*graph.Node{graph.NewText(full[:dot]), graph.NewText(full[dot+1:])},
	}
}

// Dumps pickles a value the way Python 2's cPickle does, in protocol 0.
func Dumps(v any) ([]byte, error) {
	v, err := tree.Of(v)
	if err != nil {
		return nil, err
	}
	root, err := dialect().Merge(nil, v)
	if err != nil {
		return nil, err
	}
	return pickle.Encode(root, pickle.Info{Python2: true})
}

// Loads reads the pickle of any value.
func Loads(data []byte) (any, error) {
	root, _, err := pickle.Decode(data, graph.Limits{})
	if err != nil {
		return nil, err
	}
	return dialect().Value(root)
}

// written is [format.Traits.Written].
func written(_ string, value []byte, _ uint32) string { return codec.WrittenPickle(value) }
