package repl_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sessh/repl"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/format/framework"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/sweep"
	"sessh/session/tree"
)

// frameworkItem is an item that a framework wrote.
type frameworkItem struct {
	Key   string `json:"key"`
	Flags uint32 `json:"flags"`
	Value []byte `json:"value_b64"`
}

// itemsOf reads a file of testdata/items.
func itemsOf(t *testing.T, name string) []frameworkItem {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "items", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var items []frameworkItem
	if err := json.Unmarshal(b, &items); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return items
}

// storeOf returns a store with the items.
func storeOf(t *testing.T, items []frameworkItem) storage.Store {
	t.Helper()
	store := memstore.New(memstore.Options{})
	for _, x := range items {
		w := storage.Write{Key: x.Key, Value: x.Value, Flags: x.Flags, TTL: time.Hour}
		if o := store.Apply(t.Context(), []storage.Write{w})[0]; o.State != storage.Applied {
			t.Fatalf("%s: %+v", x.Key, o)
		}
	}
	return store
}

// run runs lines in a shell on the store, and returns what they print and fail with.
func run(t *testing.T, store storage.Store, lines ...string) string {
	t.Helper()
	var out bytes.Buffer
	sh := repl.New(repl.Options{Store: store, Server: "test", Out: &out, Err: &out})
	defer sh.Close(context.Background())
	for _, line := range lines {
		if err := sh.Run(t.Context(), line); err != nil {
			out.WriteString("error: " + err.Error() + "\n")
		}
	}
	return out.String()
}

// TestItemsAreListedWhereTheyBelong lists what frameworks wrote that sessh knows, and
// others under keys like theirs: those are raw items, and nothing is broken.
func TestItemsAreListedWhereTheyBelong(t *testing.T) {
	for _, tt := range []struct{ items, want string }{
		{"php_memcache_beside_express", "express 1, php-memcache 2, items 2"},
		{"dalli_serializers", "rack 3, items 1"},
		{"laravel_symfony", "laravel 1, laravel:laravel_cache: 4, symfony 2"},
		{"node_stores", "express 3, express:myapp_ 1, express:session: 1, keyv 1, koa-generic-session 1, koa-session 2"},
		{"php_prefixes", "php 4, rack 1, items 1"},
		{"rails_caches", "rack 4, rack:shop:session 1, rails 2, rails:shop 2"},
		{"php_applications", "cakephp-arrays:app_session_ 1, cakephp-arrays:app_session_igb_ 1, cakephp-arrays:app_session_json_ 1, codeigniter 1, horde 1, laravel 1, mediawiki 1, roundcube 1, yii2 1, yii2:shop 1, items 1"},
	} {
		t.Run(tt.items, func(t *testing.T) {
			items := itemsOf(t, tt.items)
			store := storeOf(t, items)
			if got := counts(run(t, store, "containers")); got != tt.want {
				t.Errorf("there are %s, want %s", got, tt.want)
			}
			_, rows, _ := strings.Cut(run(t, store, "du"), "\n") // below the heading
			if got := counts(rows); got != tt.want {
				t.Errorf("du reports %s, want %s", got, tt.want)
			}
			tree := run(t, store, "tree /")
			if strings.Contains(tree, "error:") {
				t.Errorf("something cannot be read:\n%s", tree)
			}
			for _, x := range items { // like every item
				raw := run(t, store, "ls "+syntax.Quote("/items/"+x.Key))
				if strings.Contains(raw, "error:") {
					t.Errorf("%s cannot be read as a raw item:\n%s", x.Key, raw)
				}
			}
		})
	}
}

// TestPrefixOfItems lists what PHP wrote under a prefix of the application's, with that prefix.
func TestPrefixOfItems(t *testing.T) {
	t.Parallel()
	formats, err := framework.With(framework.Own{Prefixes: []string{"moodle_=php"}})
	if err != nil {
		t.Fatal(err)
	}
	store := storeOf(t, itemsOf(t, "php_prefixes"))
	var out bytes.Buffer
	sh := repl.New(repl.Options{Store: store, Server: "test", Formats: formats, Out: &out, Err: &out})
	defer sh.Close(context.Background())
	for _, line := range []string{"containers", "get /moodle/moodone/cart/items/0/qty", "set /moodle/moodone/cart/items/0/qty 30", "commit", "get /moodle/moodone/cart/items/0/qty"} {
		if err := sh.Run(t.Context(), line); err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
	if got := out.String(); !strings.HasPrefix(counts(got), "moodle 1, php 4, rack 1, ") || !strings.HasSuffix(got, "\ncommitted 1 session, 1 change\n30\n") {
		t.Errorf("it prints\n%s", got)
	}
}

// TestValuesInItems looks three levels deep into each session that is listed of what
// frameworks wrote, but those that are encrypted.
func TestValuesInItems(t *testing.T) {
	inside := map[string]string{"symfony": "/_sf2_attributes"}
	looked := 0
	for _, name := range []string{"laravel_symfony", "rails_caches", "php_applications", "php_prefixes", "dalli_serializers", "php_memcache_beside_express"} {
		store := storeOf(t, itemsOf(t, name))
		root := session.NewRoot(store, session.Options{Formats: framework.All()})
		for found, err := range sweep.List(t.Context(), root) {
			if err != nil {
				t.Fatal(err)
			}
			if found.Container.Raw() {
				continue
			}
			path := tree.SessionPath(found.Container.Name(), found.ID).String() + inside[found.Container.Format().Name()]
			if strings.Contains(run(t, store, "ls "+path), "encrypted") {
				continue
			}
			looked++
			want := "2\n"
			if name == "php_prefixes" && found.Container.Name() == "rack" {
				want = "3\n"
			}
			got := run(t, store, "get "+path+"/cart/items/0/qty")
			if got != want {
				t.Errorf("%s: in %s there is %s", name, path, got)
			}
			got = run(t, store, "set "+path+"/cart/items/0/qty 30", "commit")
			if !strings.Contains(got, "committed 1 session, 1 change") && !strings.Contains(got, "the application has locked the session") {
				t.Errorf("%s: %s is edited, and says %s", name, path, got)
			}
		}
	}
	if looked < 25 {
		t.Errorf("there were %d sessions", looked)
	}
}

// counts returns the containers of a listing with what they hold, and du's as well.
func counts(listing string) string {
	var all []string
	for line := range strings.Lines(listing) {
		if f := strings.Fields(line); len(f) >= 3 {
			all = append(all, f[0]+" "+f[1])
		}
	}
	return strings.Join(all, ", ")
}

// TestFixturesBelongToTheirFormats lists every item that a framework wrote for the
// tests of its format, whole and cut off in the middle. One that a mark proves is a raw item
// where it is cut off.
func TestFixturesBelongToTheirFormats(t *testing.T) {
	var files []string
	for _, folder := range []string{"framework/testdata/*", "framework/testdata/*/*", "lovely/testdata", "lovely/testdata/*"} {
		more, err := filepath.Glob("../session/format/" + folder + "/*.json")
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, more...)
	}
	if len(files) < 40 {
		t.Fatalf("there are %d fixtures", len(files))
	}
	tested := 0
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var x struct {
			Key       string `json:"key"`
			Flags     uint32 `json:"flags"`
			Value     []byte `json:"value_base64"`
			Container string `json:"container"`
			ID        string `json:"id"`
		}
		if json.Unmarshal(b, &x) != nil || x.Key == "" || len(x.Value) < 40 {
			continue // long
		}
		if strings.Contains(name, "/lovely/") { // the key is a digest of the names
			x.Container, x.ID = "lovely", x.Key
		}
		tested++
		for what, value := range map[string][]byte{"whole": x.Value, "cut off": x.Value[:len(x.Value)-len(x.Value)/3]} {
			store := storeOf(t, []frameworkItem{{x.Key, x.Flags, value}})
			if what == "cut off" && marked(filepath.Dir(name), x.Key) && run(t, store, "ls /items") != "" {
				continue
			}
			if got := run(t, store, "ls /"+syntax.Quote(x.Container)); strings.TrimSpace(got) != syntax.Quote(x.ID) {
				t.Errorf("%s, %s: in /%s there is %q", name, what, x.Container, got)
			}
			if got := run(t, store, "ls /items"); got != "" {
				t.Errorf("%s, %s: a raw item is %q", name, what, got)
			}
		}
	}
	if tested < 20 {
		t.Errorf("only %d fixtures have a key", tested)
	}
}

// marked reports whether an item in a folder of fixtures needs a mark, by its key.
func marked(folder, key string) bool {
	f := framework.Named(filepath.Base(folder))
	return f != nil && f.Traits().Marked != nil && f.Traits().Marked(key)
}

// TestOthersUnderKeysOfFormats puts values under contested keys that are no sessions of
// the format.
func TestOthersUnderKeysOfFormats(t *testing.T) {
	const digest = "0123456789abcdef0123456789abcdef"
	values := []struct {
		name  string
		flags uint32
		value string
	}{
		{"nothing", 0, ""},
		{"text", 0, "(hello"},
		{"number", 2, "5"},
		{"JSON list", 0, `[{"cookie":1}]`},
		{"JSON without a cookie", 0, `{"a":1}`},
		{"JSON with a text as cookie", 0, `{"a":1,"cookie":"x"}`},
		{"session of PHP", 0, `a|i:1;b|s:1:"x";`},
		{"serialized array", 4, `a:1:{s:1:"a";i:1;}`},
		{"pickled list", 1, "\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00]\x94K\x01a."},
		{"pickled tuple that begins with a dict", 1, "\x80\x02}q\x00K\x01\x86q\x01."},
		{"pickled text", 1, "\x80\x04\x8c\x01a\x94."},
		{"a cache entry of Rails", 1, "\x04\bo: ActiveSupport::Cache::Entry\x00"},
		{"MessagePack list", 0, "\x91\x01"},
		{"PNG", 0, "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"},
		{"gzip without flags", 0, "\x1f\x8b\b\x00\x00\x00\x00\x00\x00\xff"},
		{"compressed of another client", 80, "a\x11\x00\x00\x1aa:10:{s:6:"},
	}
	for _, key := range []string{"session:7", "sess:7", digest, digest + "_session", "rack:session:7", "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_0123"[:32]} {
		for _, v := range values {
			if v.name == "session of PHP" && key == digest {
				continue // it is one
			}
			store := storeOf(t, []frameworkItem{{key, v.flags, []byte(v.value)}})
			if got := counts(run(t, store, "containers")); got != "items 1" {
				t.Errorf("%s under %s: there are %s", v.name, key, got)
			}
		}
	}
}

func TestOpeningWhatIsNoSession(t *testing.T) {
	store := storeOf(t, []frameworkItem{{"session:7", 0, []byte("text")}, {"session:8", 0, []byte("\x82\xa1a\x01")}, {"memc.sess.key.9", 0, []byte("?")}})
	for line, want := range map[string]string{
		"ls /flask/7":                "error: /flask/7: it is not a session in format flask but /items/session:7: it is neither a pickle nor MessagePack: at byte 1: 3 bytes are left over\n",
		"set /flask/7/a 1":           "error: /flask/7: it is not a session in format flask but /items/session:7: it is neither a pickle nor MessagePack: at byte 1: 3 bytes are left over\n",
		"get /items/session:7/value": "\"text\"\n",
		"get /items/session:8":       "{\n  \"value\": b\"\\x82\\xa1a\\x01\"\n}\n",
		"ls /flask":                  "  8\n",
		"ls /php":                    "  9\n",
	} {
		if got := run(t, store, line); got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
	if got := run(t, store, "ls /flask/8"); !strings.HasPrefix(got, "error: /flask/8: it is neither a pickle nor MessagePack") {
		t.Errorf("a damaged session is %q", got)
	}
	got := run(t, store, "set /items/session:7/value changed", "ls /flask/8", "set /items/session:8/value other", "set /items/memc.sess.key.9/value x", "commit")
	if !strings.HasSuffix(got, "committed 3 sessions, 3 changes\n") {
		t.Errorf("raw items under such keys are not edited: %s", got)
	}
}
