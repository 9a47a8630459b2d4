package framework

import (
	"slices"
	"strings"
	"testing"

	"sessh/session/format"
	"sessh/session/format/formattest"
	"sessh/session/storage"
	"sessh/session/tree"
)

// TestRowsInFiles writes each row of the table to a file, under another name, and reads it
// again: it makes a format that reads and writes the same.
func TestRowsInFiles(t *testing.T) {
	t.Parallel()
	for _, f := range rows() {
		t.Run(f.Name(), func(t *testing.T) {
			row := *f.row
			row.Name = "own"
			read, err := ReadRows("rows.toml", strings.NewReader(row.Text()))
			if err != nil || len(read) != 1 {
				t.Fatalf("%v, from\n%s", err, row.Text())
			}
			own, err := New(read[0])
			if err != nil {
				t.Fatal(err)
			}
			if was, got := f.row.Manners.Cookie, read[0].Manners.Cookie; was != nil && !slices.Equal(got.Names, was.Names) || was == nil && got.Names != nil {
				t.Errorf("its cookies are called %q", got.Names)
			}
			for name, item := range formattest.Items(t, "testdata/"+f.Name()) {
				container, id, _, ok := own.Parse(item.Key)
				if wantContainer, wantID, _, want := f.Parse(item.Key); ok != want || container != wantContainer || id != wantID {
					t.Errorf("%s: the key is of %s/%s, %v", name, container, id, ok)
				}
				sameReading(t, name, f, own, item)
			}
		})
	}
}

// sameReading checks that two formats read an item alike, and write it as it was.
func sameReading(t *testing.T, name string, f, own *Format, item formattest.Item) {
	t.Helper()
	want, err := f.Decode(item.Value, item.Flags)
	got, err2 := own.Decode(item.Value, item.Flags)
	if (err == nil) != (err2 == nil) || err == nil && (!tree.Equal(got.Data, want.Data) || got.Sealed != want.Sealed || len(f.Traits().Ways) > 1 && got.Way != want.Way) {
		t.Errorf("%s: it reads %v (%v), want %v (%v)", name, got, err2, want, err)
		return
	}
	if err != nil || want.Sealed != "" {
		return
	}
	was := &storage.Item{Key: item.Key, Value: item.Value, Flags: item.Flags}
	if value, flags, err := own.Encode(got, was); err != nil || string(value) != string(item.Value) || flags != item.Flags {
		t.Errorf("%s: it writes %q with the flags %d, %v", name, value, flags, err)
	}
}

// TestRowsThatAreWrong names the line of what is wrong in a file.
func TestRowsThatAreWrong(t *testing.T) {
	t.Parallel()
	const head, good = "# mine\n[[framework]]\n", "name = 'shop'\nkey = 'shop:{id}'\nclient = 'dalli'\ncodec = ['marshal', 'json']\n"
	for _, test := range []struct{ name, text, want string }{
		{"no TOML", head + "name", "rows.toml:3: "},
		{"an unknown setting", head + good + "clint = 'x'\n", "rows.toml:7: there is no setting framework.clint"},
		{"an unknown client", head + "name = 'shop'\nkey = 'shop:{id}'\nclient = 'tea'\ncodec = 'json'\n", `rows.toml:5: framework "shop": there is no client "tea": the clients are python, `},
		{"a container of another format", head + good + "container = 'items'\n", `rows.toml:7: framework "shop": the container items is that of raw items`},
		{"a name that is such a container", head + strings.Replace(good, "shop", "items", 1), `rows.toml:2: framework "items": the container items is that of raw items`},
		{"one bracket", "[framework]\nname = 'x'\n", "rows.toml:"},
		{"no client", head + "name = 'shop'\nkey = 'shop:{id}'\ncodec = 'json'\n", `rows.toml:2: framework "shop": it needs a client: the clients are `},
		{"an unknown codec", head + "name = 'shop'\nkey = 'shop:{id}'\nclient = 'dalli'\ncodec = ['json', 'tea']\n", `rows.toml:6: framework "shop": there is no codec "tea"`},
		{"no codec", head + "name = 'shop'\nkey = 'shop:{id}'\nclient = 'dalli'\n", `rows.toml:2: framework "shop": it has no codec`},
		{"an unknown envelope", head + good + "envelope = 'tea'\n", `rows.toml:7: framework "shop": there is no envelope "tea"`},
		{"no name", head + "key = 'shop:{id}'\nclient = 'dalli'\ncodec = 'json'\n", `rows.toml:2: framework "": it needs a name`},
		{"a name that is taken", head + strings.Replace(good, "shop", "php", 1), `rows.toml:3: framework "php": there is a format of that name`},
		{"a name twice", head + good + "[[framework]]\n" + good, `rows.toml:8: framework "shop": there is a format of that name`},
		{"no key", head + "name = 'shop'\nclient = 'dalli'\ncodec = 'json'\n", `rows.toml:3: framework "shop": it needs a key`},
		{"a key that fits everything", head + strings.Replace(good, "shop:{id}", "{id}", 1), "rows.toml:4: framework \"shop\": the key {id} fits whatever others store"},
		{"a key that is no pattern", head + strings.Replace(good, "{id}", "{id", 1), "rows.toml:4: "},
		{"too many containers", head + good + "container = ['a', 'b']\n", "rows.toml:7: framework \"shop\": it has 1 keys, and 2 containers"},
		{"a number", head + good + "envelope = 7\n", "rows.toml:7: framework \"shop\": 7 is neither a text nor a list"},
		{"hints for one of two keys", head + strings.Replace(good, "'shop:{id}'", "['shop:{id}', 'tea:{id}']\ncontainer = ['a', 'b']\nhints = [['x']]", 1), "rows.toml:6: framework \"shop\": it needs a list of texts for each key"},
		{"telling words that are no lists", head + good + "telling = 'x'\n", "rows.toml:7: framework \"shop\": it needs a list of texts for each key"},
		{"too many digests", head + good + "digest = ['yii-json', 'yii-json']\n", "rows.toml:7: framework \"shop\": it has 1 keys, and 2 digests"},
		{"an unknown digest", head + good + "digest = 'tea'\n", "rows.toml:7: framework \"shop\": there is no digest \"tea\""},
		{"a cookie that is no name", head + good + "cookie = 7\n", "rows.toml:7: framework \"shop\": 7 is neither a text nor a list"},
		{"an envelope that is never around it", head + strings.Replace(good, "['marshal', 'json']", "'json'", 1) + "envelope = 'rails-6.1'\n", "rows.toml:7: framework \"shop\": the codec \"json\" is never in the envelope \"rails-6.1\""},
		{"a lock without the id", head + good + "lock = 'shop:lock'\n", "rows.toml:7: framework \"shop\": the pattern shop:lock of a lock: "},
		{"a container that is no pattern", head + good + "container = 'shop}'\n", "rows.toml:7: framework \"shop\": the pattern shop} of a container: "},
		{"a container that lacks a part", head + strings.Replace(good, ":{id}", ":{stage}:{id}", 1) + "container = 'shop'\n", "rows.toml:4: framework \"shop\": the pattern shop:{stage}:{id} of a key: "},
		{"a key with a blank", head + strings.Replace(good, "shop:{", "shop :{", 1), "rows.toml:4: framework \"shop\": the pattern shop :{id} of a key: "},
		{"a key with a blank that may be left out", head + strings.Replace(good, "shop:{", "[ x:]shop:{", 1), "rows.toml:4: framework \"shop\": the pattern [ x:]shop:{id} of a key: "},
		{"a key that is too long", head + strings.Replace(good, "shop:{", strings.Repeat("x", 250)+"{", 1), "rows.toml:4: framework \"shop\": the pattern xxx"},
		{"a lock with a blank", head + good + "lock = '{key} lock'\n", "rows.toml:7: framework \"shop\": the pattern {key} lock of a lock: "},
		{"a name that is a number", head + "name = 7\n", "rows.toml:3: framework.name: it must be a text in quotes"},
		{"a client that is a list", head + strings.Replace(good, "'dalli'", "['dalli']", 1), "rows.toml:5: framework.client: it must be a text in quotes"},
		{"a text in place of true", head + good + "whole = 'yes'\n", "rows.toml:7: framework.whole: it must be true or false"},
		{"a number among marks", head + good + "marks = ['a', 7]\n", "rows.toml:7: framework.marks: it must be a list of texts"},
		{"marks that are no list", head + good + "marks = 'a'\n", "rows.toml:7: framework.marks: it must be a list of texts"},
		{"a row that is none", "framework = [7]\n", "rows.toml:1: framework: it must be a table"},
		{"a list of numbers", head + good + "container = [7]\n", "rows.toml:7: framework \"shop\": 7 is not a text"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if rows, err := ReadRows("rows.toml", strings.NewReader(test.text)); err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("it reads %v, %v; want %s", rows, err, test.want)
			}
		})
	}
}

// TestRowOfOnesOwn reads and writes a session of a row in a file.
func TestRowOfOnesOwn(t *testing.T) {
	t.Parallel()
	rows, err := ReadRows("rows.toml", strings.NewReader("[[framework]]\nname = 'shop'\nkey = ['shop:prod:{id}', 'shop:{stage}:x{id}']\ncontainer = ['prod', 'shop:{stage}']\nclient = 'dalli'\ncodec = ['marshal', 'json']\nlock = 'lock:{id}'\n"))
	if err != nil {
		t.Fatal(err)
	}
	all, err := With(Own{First: "shop", Rows: rows})
	if err != nil || all[0].Name() != "shop" || all[len(all)-1].Name() != "raw" {
		t.Fatalf("the formats are %v, %v", all, err)
	}
	key, err := all[0].Key("shop:test", "s1")
	if err != nil || key != "shop:test:xs1" {
		t.Errorf("the key is %q, %v", key, err)
	}
	data := tree.NewMap()
	if err := data.Set("user", "Zoë"); err != nil {
		t.Fatal(err)
	}
	value, flags, err := all[0].Encode(&format.Record{Data: data, Way: "JSON"}, nil)
	if err != nil || string(value) != `{"user":"Zoë"}` || flags != 1 {
		t.Errorf("it is written as %q, %d, %v", value, flags, err)
	}
	if r, err := all[0].Decode(value, flags); err != nil || !tree.Equal(r.Data, data) {
		t.Errorf("it is read as %v, %v", r, err)
	}
}

// TestPrefixOfAFramework takes keys under a prefix for a framework's.
func TestPrefixOfAFramework(t *testing.T) {
	t.Parallel()
	all, err := With(Own{Prefixes: []string{"moodle_=php", "mail_=horde", "old_=php-memcache", "own_=php-prefix", "ci:=codeigniter", "yii_=yii2", "key=", "shop:=plain"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ key, format, container, id string }{
		{"moodle_s1", "moodle_=php", "moodle", "s1"},
		{"moodle_lock.s1", "raw", "items", "moodle_lock.s1"},
		{"mail_s1", "mail_=horde", "mail", "s1"},
		{"mail_s1_l", "raw", "items", "mail_s1_l"},
		{"old_s1", "old_=php-memcache", "old", "s1"},
		{"old_s1.lock", "raw", "items", "old_s1.lock"},
		{"old_lock.s1", "raw", "items", "old_lock.s1"},
		{"own_s1", "own_=php-prefix", "own", "s1"},
		{"own_lock.s1", "raw", "items", "own_lock.s1"},
		{"own_s1.lock", "raw", "items", "own_s1.lock"},
		{"ci:s1", "ci:=codeigniter", "ci", "s1"},
		{"ci:s1:lock", "raw", "items", "ci:s1:lock"},
		{"yii_s1", "yii_=yii2", "yii", "s1"},
		{"key=s1", "plain", "key=", "s1"},
		{"shop:s1", "plain", "shop", "s1"},
		{"memc.sess.key.s1", "php", "php", "s1"},
	} {
		for _, f := range all {
			if container, id, _, ok := f.Parse(test.key); ok {
				if f.Name() != test.format || container != test.container || id != test.id {
					t.Errorf("%s is %s/%s of %s", test.key, container, id, f.Name())
				}
				break
			}
		}
	}
	for prefix, want := range map[string]string{"moodle_=tea": `there is no framework "tea" for the prefix "moodle_"`, "=php": "no letters", "x=lovely": "no framework",
		"shop =php": `the prefix "shop ": it has blanks`, "shop\t:": `the prefix "shop\t:": it has blanks`} {
		if _, err := With(Own{Prefixes: []string{prefix}}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", prefix, err)
		}
	}
}
