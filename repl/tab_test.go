package repl

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sessh/repl/syntax"
	"sessh/session/memstore"
	"sessh/session/storage"
)

// tabbed returns what Tab offers for a line, with the cursor at ‸, or at its end: the lines
// that it makes, and what is said of them.
func tabbed(sh *Shell, text string) string {
	typed, tail, _ := strings.Cut(text, "‸")
	c := sh.Complete(typed+tail, len(typed))
	var all []string
	for _, x := range c.Candidates {
		made := typed[:c.From] + x.Text + (typed + tail)[c.To:]
		if x.About != "" {
			made += " # " + x.About
		}
		all = append(all, made)
	}
	if c.Loose {
		all = append(all, "(loose)")
	}
	return strings.Join(all, "\n")
}

func tabShell(t testing.TB, lines ...string) *Shell {
	t.Helper()
	sh := New(Options{Patience: time.Minute})
	t.Cleanup(func() { sh.Close(t.Context()) })
	for _, l := range lines {
		if err := sh.Run(t.Context(), l); err != nil {
			t.Fatalf("%s: %v", l, err)
		}
	}
	return sh
}

// What Tab offers, and in which order: what begins with what was typed, what does in another
// case, what contains it, and what has its characters.
func TestTabFinds(t *testing.T) {
	t.Parallel()
	sh := tabShell(t, "set /Shop/s0000007/cart/total 7", `set /Shop/s0000007/cart/"on sale" true`, "set /Shop/s0000012/cart/total 1", "set /Shop/Anna/cart/x 1", "set /Shop/bob/cart/x 1", "commit")
	for _, tt := range []struct{ line, want string }{
		{"rollb", "rollback # return to a savepoint"},
		{"rlb", "rollback # return to a savepoint\n(loose)"},
		{"cd /Shop/s0", "cd /Shop/s0000007/\ncd /Shop/s0000012/"},
		{"cd /Shop/0007", "cd /Shop/s0000007/\n(loose)"},
		{"cd 0007", "cd Shop/s0000007/\n(loose)"},
		{"get /0007", "get /Shop/s0000007/\n(loose)"},
		{"cd s00000", "cd Shop/s0000007/\ncd Shop/s0000012/\n(loose)"},
		{"cd /Shop/ANN", "cd /Shop/Anna/"},
		{"cd /Shop/NNA", "cd /Shop/Anna/\n(loose)"},
		{"cd /Shop/bb", "cd /Shop/bob/\n(loose)"},
		{"cd /shp", "cd /Shop/\n(loose)"},
		{"cd /zzz", ""},
		{"cd /Shop/zzz", ""},
		{"get /Shop/s0000007/cart/", "get /Shop/s0000007/cart/total # 7\nget /Shop/s0000007/cart/\"on sale\" # true"},
		{"get /Shop/s0000007/cart/sale", "get /Shop/s0000007/cart/\"on sale\" # true\n(loose)"},
		{"ls /Shop/s0000007", "ls /Shop/s0000007/ # {\"cart\": {\"total\": 7, \"on sale\": true}}"},
		{"ls --lo", "ls --long # " + about(t, sh, "ls --lo")},
		{"ls --sort si", "ls --sort size"},
		{"ls --sort=iz", "ls --sort=size\n(loose)"},
		{"help exstat", "help exit-status # " + about(t, sh, "help exit-status") + "\n(loose)"},
		{"format Shop dja", tabbed(sh, "format Shop django")},
		{"get /Shop/s0000007/car‸/total", "get /Shop/s0000007/cart/total # {\"total\": 7, \"on sale\": true}"},
	} {
		if got := tabbed(sh, tt.line); got != tt.want {
			t.Errorf("%s offers\n%s\nwant\n%s", tt.line, got, tt.want)
		}
	}
	for _, words := range [][]string{{"cd"}} { // another shell takes only what begins so
		if got := sh.CompleteWords(words, "/Shop/0007"); len(got) > 0 {
			t.Errorf("another shell is offered %v", got)
		}
	}
	if got := tabbed(sh, "ls --l"); !strings.Contains(got, "ls --long # ") {
		t.Errorf("nothing is said of a flag:\n%s", got)
	}
}

// about returns what is said of the only candidate.
func about(t *testing.T, sh *Shell, text string) string {
	t.Helper()
	c := sh.Complete(text, len(text))
	for _, x := range c.Candidates {
		if x.About != "" {
			return x.About
		}
	}
	t.Errorf("%s: nothing is said of %v", text, c.Candidates)
	return ""
}

// Tab inside of statements. Nothing is run for it.
func TestTabInStatements(t *testing.T) {
	t.Parallel()
	sh := tabShell(t, "set /Shop/s1/cart/total 7", `set /Shop/s1/cart/items [{"sku":"k1"},2]`, `set /Shop/s1/cart/"it's" 1`, "set /Shop/s1/login/name Bob", "commit", "cd /Shop/s1/cart",
		"basket = {'apples': 3, 'pears': {'green': 1}}", "numbers = [10, 20]", "text = 'x'", ">>> sp = transaction.savepoint()",
		">>> class Bag:\n...     def weigh(self):\n...         raise ValueError('it was run')", ">>> bag = Bag()", "bag.size = 3")
	before := sh.Pending()
	for _, tt := range []struct{ line, want string }{
		{"data['to", "data['total'] # 7"},
		{`data["to`, `data["total"] # 7`},
		{"data['t‸']", "data['total'] # 7"},
		{"data['i", "data['items'] # [{\"sku\": \"k1\"}, 2]\ndata['it\\'s'] # 1"},
		{"data['items'][0]['s", "data['items'][0]['sku'] # \"k1\""},
		{"data['items'][", "data['items'][0] # {\"sku\": \"k1\"}\ndata['items'][1] # 2"},
		{"session['lo", "session['login'] # {\"name\": \"Bob\"}"},
		{"session['cart']['to", "session['cart']['total'] # 7"},
		{"x = session['login']['n", "x = session['login']['name'] # \"Bob\""},
		{"transaction.sa", "transaction.savepoint( # function"},
		{"transaction.sa‸()", "transaction.savepoint() # function"},
		{"transaction.vep", "transaction.Savepoint( # class\ntransaction.savepoint( # function\n(loose)"},
		{"sp.roll", "sp.rollback( # function"},
		{"text.upp", "text.upper( # method of str"},
		{"data.ke", "data.keys( # method of dict"},
		{"data['items'].app", "data['items'].append( # method of list"},
		{"basket['", "basket['apples'] # 3\nbasket['pears'] # dict"},
		{"basket['pears']['g", "basket['pears']['green'] # 1"},
		{"numbers[", "numbers[0] # 10\nnumbers[1] # 20"},
		{"print(bask", "print(basket # dict"},
		{"for k in num", "for k in numbers # list"},
		{"x = sort", "x = sorted( # function"},
		{">>> impo", ">>> import # keyword"},
		{"bask", "basket # dict, in a statement"},
		{"trans", "transaction # module, in a statement"},
		{"sess", "session # of the place, in a statement"},
		{"bag.siz", "bag.size"},
		{"bag.wei", "bag.weigh( # function"},
		{"bag.weigh().", ""},
		{"from lovely.memcached.i", "from lovely.memcached.interfaces # module"},
		{"import transaction.i", "import transaction.interfaces # module"},
		{"import transaction, tim", "import transaction, time # module"},
		{"from transaction imp", "from transaction import  # keyword"},
		{"from transaction import Savep", "from transaction import Savepoint # class"},
		{"from transaction import abort, sav", "from transaction import abort, savepoint # function"},
		{"from nowhere import x", ""},
		{"f().x", ""},
		{"x = 'data[", ""},
		{"del data['to", "del data['total'] # 7"},
		{"set data['to", ""},
	} {
		if got := tabbed(sh, tt.line); got != tt.want {
			t.Errorf("%s offers\n%s\nwant\n%s", tt.line, got, tt.want)
		}
	}
	if sh.Pending() != before {
		t.Errorf("%d changes are pending", sh.Pending())
	}
}

// Tab after commit and abort: the places where something is pending.
func TestTabOfWhatIsPending(t *testing.T) {
	t.Parallel()
	sh := tabShell(t, "set /Shop/a/cart {\"x\": 1, \"y\": 2, \"l\": [1]}", "set /Shop/b/cart/x 1", "commit", "cd /Shop/a", "set cart/x 2", "set cart/l [2]", "rm cart/y", "set /Shop/b/cart/x 5")
	for _, tt := range []struct{ line, want string }{
		{"commit ", "commit cart/x\ncommit cart/y\ncommit cart/l\ncommit /Shop/b/cart/x"},
		{"abort ", "abort cart/x\nabort cart/y\nabort cart/l\nabort /Shop/b/cart/x"},
		{"abort cart/x ", "abort cart/x cart/x\nabort cart/x cart/y\nabort cart/x cart/l\nabort cart/x /Shop/b/cart/x"},
		{"commit cart/l", "commit cart/l"},
		{"commit /Shop/a/cart/y", "commit /Shop/a/cart/y"},
		{"commit cart/z", ""},
	} {
		if got := tabbed(sh, tt.line); got != tt.want {
			t.Errorf("%s offers\n%s\nwant\n%s", tt.line, got, tt.want)
		}
	}
	if got := tabbed(tabShell(t), "commit "); got != "" {
		t.Errorf("where nothing is pending, %q is offered", got)
	}
}

// Tab inside of expressions: keys of what is known, in the quotes that were typed.
func TestTabInExpressions(t *testing.T) {
	t.Parallel()
	sh := tabShell(t, "set /Shop/s1/cart/total 7", `set /Shop/s1/cart/items [{"sku":"k1","odd one":1}]`, "commit", "cd /Shop/s1")
	for _, tt := range []struct{ line, want string }{
		{"find .cart.to", "find .cart.total # 7"},
		{"find '.cart.to", "find '.cart.total # 7"},
		{`find ".cart.to`, `find ".cart.total # 7`},
		{"find '.cart | .to", "find '.cart | .total # 7"},
		{"find '.cart.items[] | select(.s", "find '.cart.items[] | select(.sku # \"k1\""},
		{"find '.cart.items[].od", "find '.cart.items[].\"odd one\" # 1"},
		{"find .cart.items[].od", "find '.cart.items[].\"odd one\" # 1"},
		{"find .cart.tl", "find .cart.total # 7\n(loose)"},
		{"find '.cart | sele", "find '.cart | select("},
		{"find '.cart | group", "find '.cart | group_by("},
		{"find --name .cart.to", ""},
		{"find .cart.total /Sh", "find .cart.total /Shop/"},
	} {
		if got := tabbed(sh, tt.line); got != tt.want {
			t.Errorf("%s offers\n%s\nwant\n%s", tt.line, got, tt.want)
		}
	}
	sh = tabShell(t, "set /Shop/s1/cart/total 7") // at the root, of what is open
	if got := tabbed(sh, "find .ca"); got != "find .cart # {\"total\": 7}" {
		t.Errorf("at the root %q is offered", got)
	}
}

// Tab in an expression over many sessions offers the keys of those that were read, and reads some that
// were only listed; --exec completes a line as it stands in one of them.
func TestTabInExpressionsOverSessions(t *testing.T) {
	t.Parallel()
	lines := []string{"set /Other/o1/page/title 1"}
	for i := range 30 {
		lines = append(lines, fmt.Sprintf("set /Shop/s%02d/cart/total %d", i, i))
	}
	sh := tabShell(t, append(lines, "commit", "find '.cart.total > 28'")...)
	for _, tt := range []struct{ line, want string }{
		{"find '.ca", "find '.cart # {\"total\": 0}"},
		{"find '.pa", "find '.page # {\"title\": 1}"},
		{"find '.cart.to", "find '.cart.total # 0"},
		{"find '.cart' --exec 'get cart/t", "find '.cart' --exec 'get cart/total # 0"},
		{"find -x 'rollb", "find -x 'rollback # return to a savepoint"},
		{"find -x rollb", "find -x rollback # return to a savepoint"},
		{"find --exec 'ls --lo", "find --exec 'ls --long # " + about(t, sh, "ls --lo")},
		{"find --exec '", tabbed(sh, "find --exec '")},
	} {
		if got := tabbed(sh, tt.line); got != tt.want {
			t.Errorf("%s offers\n%s\nwant\n%s", tt.line, got, tt.want)
		}
	}
	if got := tabbed(sh, "find --exec '"); !strings.Contains(got, "find --exec 'get #") {
		t.Errorf("an empty line is offered\n%s", got)
	}
	if err := sh.Run(t.Context(), "cd /Shop"); err != nil {
		t.Fatal(err)
	}
	if got := tabbed(sh, "find '.pa"); got != "" {
		t.Errorf("in a container the keys of others are offered: %q", got)
	}
}

// TestKnownAfterTheTransaction: what a transaction has had of its sessions is known when it has ended,
// as the store has it then, and nothing is read for that.
func TestKnownAfterTheTransaction(t *testing.T) {
	t.Parallel()
	store := &loads{Store: memstore.New(memstore.Options{})}
	sh := New(Options{Store: store, Patience: time.Minute})
	defer sh.Close(t.Context())
	sh.names.Keep()
	exists := func(path string) string {
		w, _ := syntax.NewSplitter(path).Next()
		is, known := sh.completer.Exists(w)
		return fmt.Sprint(is, " ", known)
	}
	for _, tt := range []struct {
		line  string
		knows map[string]string
	}{
		{"set /Shop/s1/cart/total 7", map[string]string{"/Shop/s1/cart/total": "true true"}},
		{"commit", map[string]string{"/Shop/s1/cart/total": "true true", "/Shop/s1/cart/none": "false true"}},
		{"set /Shop/s1/cart/new 1", map[string]string{"/Shop/s1/cart/new": "true true"}},
		{"abort", map[string]string{"/Shop/s1/cart/total": "true true", "/Shop/s1/cart/new": "false true"}},
		{"set /Shop/s2/cart/new 1", map[string]string{"/Shop/s1/cart/total": "true true"}},
		{"abort", map[string]string{"/Shop/s2/cart/new": "false false"}},
		{"rm -r /Shop/s1", nil},
		{"transaction.commit()", map[string]string{"/Shop/s1/cart/total": "false false"}},
		{"set /Shop/s3/cart/total 1", nil},
		{"commit", nil},
		{"get /Shop/s3/cart/total", nil},
		{"cd /", map[string]string{"/Shop/s3/cart/total": "true true"}},
	} {
		if err := sh.Run(t.Context(), tt.line); err != nil {
			t.Fatalf("%s: %v", tt.line, err)
		}
		before := store.n.Load()
		for path, want := range tt.knows {
			if got := exists(path); got != want {
				t.Errorf("after %s %s: %s, want %s", tt.line, path, got, want)
			}
			if want == "true true" {
				if got := tabbed(sh, "get "+path[:len(path)-1]); got == "" {
					t.Errorf("after %s Tab does not know %s", tt.line, path)
				}
			}
		}
		if n := store.n.Load() - before; n > 0 {
			t.Errorf("after %s the store is read %d times", tt.line, n)
		}
	}
}

// BenchmarkTab measures a Tab among a million sessions, and what they take.
func BenchmarkTab(b *testing.B) {
	var before, after runtime.MemStats
	sh := New(Options{Store: memstore.New(memstore.Options{})})
	defer sh.Close(b.Context())
	sh.names.Keep()
	if err := sh.Run(b.Context(), "set /Shop/first/cart/x 1"); err != nil {
		b.Fatal(err)
	}
	if err := sh.Run(b.Context(), "commit"); err != nil {
		b.Fatal(err)
	}
	<-sh.names.List(sh.work.Root(), time.Now())
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range 1_000_000 {
		sh.names.Add("Shop", fmt.Sprintf("visitor-%020d-%04x", i, i*7919%65536))
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	for _, tt := range []struct{ name, typed string }{
		{"begin", "cd /Shop/visitor-0000000000000012"}, {"all", "cd /Shop/"}, {"case", "cd /Shop/VISITOR-0000000000000012"}, {"contain", "cd /Shop/12345-"}, {"like", "cd /Shop/v99f0"}, {"nothing", "cd /Shop/zzz"},
	} {
		b.Run(tt.name, func(b *testing.B) {
			n := 0
			for range b.N {
				n = len(sh.Complete(tt.typed, len(tt.typed)).Candidates)
			}
			b.ReportMetric(float64(n), "offered")
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "B/id")
		})
	}
}

// A gate lists a few names, and the others when it is opened.
type gate struct {
	storage.Store
	few    int
	opened chan struct{}
}

func (g *gate) Abilities() storage.Abilities { return storage.Abilities{ListNames: g.list} }

func (g *gate) list(ctx context.Context) iter.Seq2[storage.Listed, error] {
	return func(yield func(storage.Listed, error) bool) {
		n := 0
		for l, err := range g.Store.List(ctx) {
			if n++; n == g.few+1 {
				select {
				case <-g.opened:
				case <-ctx.Done():
					yield(storage.Listed{}, ctx.Err())
					return
				}
			}
			if !yield(l, err) {
				return
			}
		}
	}
}

// While the store is being listed Tab offers what has come so far, and says that more may.
func TestTabWhileListing(t *testing.T) {
	t.Parallel()
	const all, few = 9, 4
	store := memstore.New(memstore.Options{})
	sh := New(Options{Store: store})
	for i := range all {
		if err := sh.Run(t.Context(), fmt.Sprintf("set /Shop/s%d/cart/x 1", i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := sh.Run(t.Context(), "commit"); err != nil {
		t.Fatal(err)
	}
	sh.Close(t.Context())

	g := &gate{store, few, make(chan struct{})}
	sh = New(Options{Store: g, Patience: time.Millisecond})
	defer sh.Close(t.Context())
	offered := func(n int, busy bool) bool {
		const typed = "cd /Shop/"
		c := sh.Complete(typed, len(typed))
		if len(c.Candidates) > n {
			t.Fatalf("%d are offered", len(c.Candidates))
		}
		return len(c.Candidates) == n && c.Busy == busy
	}
	until := func(n int, busy bool) {
		for began := time.Now(); !offered(n, busy); {
			if time.Since(began) > 5*time.Minute {
				t.Fatalf("%d are not offered", n)
			}
		}
	}
	until(few, true)
	close(g.opened)
	until(all, false)
}

// loads counts how often the store is read.
type loads struct {
	storage.Store
	n atomic.Int64
}

func (l *loads) Load(ctx context.Context, keys []string, need storage.Need) []storage.Loaded {
	l.n.Add(1)
	return l.Store.Load(ctx, keys, need)
}

// What a statement has is completed from its last state; nothing is read for it, and no
// transaction begins.
func TestTabReadsNothing(t *testing.T) {
	t.Parallel()
	store := &loads{Store: memstore.New(memstore.Options{})}
	sh := New(Options{Store: store, Patience: time.Minute})
	defer sh.Close(t.Context())
	for _, l := range []string{"set /Shop/s1/cart/total 7", `set /Shop/s1/cart/items [{"sku":"k1"}]`, "cd /Shop/s1/cart", "d = data", "s = session", "commit", "cd /"} {
		if err := sh.Run(t.Context(), l); err != nil {
			t.Fatalf("%s: %v", l, err)
		}
	}
	before, tx := store.n.Load(), sh.work.Manager().Current()
	for line, want := range map[string]string{
		"d['to": "d['total'] # 7", "d['items'][0]['s": "d['items'][0]['sku'] # \"k1\"", "s['cart']['to": "s['cart']['total'] # 7",
		"s.upd": "s.update( # method of dict", "transaction.manager.beg": "transaction.manager.begin( # function", "d[": "d['total'] # 7\nd['items'] # [{\"sku\": \"k1\"}]",
	} {
		if got := tabbed(sh, line); got != want {
			t.Errorf("%s offers %q, want %q", line, got, want)
		}
	}
	if n := store.n.Load() - before; n != 0 || sh.work.Manager().Current() != tx {
		t.Errorf("the store was read %d times", n)
	}
}

// TestTabOfFormats: a command takes each format that Tab offers for it.
func TestTabOfFormats(t *testing.T) {
	t.Parallel()
	sh := tabShell(t)
	for _, line := range []string{"formats ra", "formats --detail php", "format php php:", "format flask flask:"} {
		offered := strings.Split(tabbed(sh, line), "\n")
		if len(offered) < 2 {
			t.Errorf("%s offers %q", line, offered)
		}
		for _, made := range offered {
			made, _, _ = strings.Cut(made, " #")
			if err := sh.Run(t.Context(), made); err != nil {
				t.Errorf("%s: %v", made, err)
			}
		}
	}
}
