package codec

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sessh/session/format/client"
	"sessh/session/format/serial"
)

// sketching are the codecs that have a sketch.
func sketching() (all []*Codec) {
	for _, s := range []*Set{
		PHP(), PHPProven(), Laravel(), PHPArrays(), MediaWiki(), SimpleSAML(), Yii(), Roundcube(), Horde(),
		Express(), Koa(), Keyv(), AIOHTTP(), Flask(), PicklesOrJSON(), CGISession(), Koha(), SCS(), Ruby(), CherryPy(),
	} {
		for _, c := range s.Codecs {
			if c.Sketch != nil {
				all = append(all, c)
			}
		}
	}
	return all
}

// TestSketches sketches what frameworks have written: nearly all of it is as usual.
func TestSketches(t *testing.T) {
	t.Parallel()
	values := sessions(t)
	read, usual := 0, 0
	for _, c := range sketching() {
		for _, value := range values {
			compareSketch(t, c, value)
			if _, err := c.Map(value); err == nil && len(value) > 0 {
				read++
				var s serial.Sketch
				s.Begin(value)
				if _, err := c.Sketch(&s); err == nil {
					usual++
				}
			}
		}
	}
	if usual < read*49/50 || read < 100 {
		t.Errorf("of %d sessions that are read, %d are sketched", read, usual)
	}
}

// FuzzSketches: a sketch has the names that are read, and no others.
func FuzzSketches(f *testing.F) {
	for _, value := range sessions(f) {
		f.Add(value)
	}
	for _, value := range []string{
		`a|a:1:{s:1:"5";a:1:{i:0;a:1:{i:7;a:1:{s:1:"x";N;}}}}`, `a:2:{i:0;s:0:"";i:1;b:1;}`, `a:1:{s:1:"a";R:1;}`, `a|O:1:"C":1:{s:1:"p";d:0.5;}`, "\x01aN;", `a|i:1;a|i:2;`,
		`{"a":{"b":{"c":{"d":{"a":1,"a":2}}}},"\u0061":"\ud800"}`, `{"a":1e999}`, `{"a":1,"a":{}}`, `s:9:"a|s:1:"x";";`, "{\"a\":\"\\u00e9\",\n\"b\" : [ 1 , -0 ] }",
		`a|s:3:"abc`, `a|s:18446744073709551617:"x";`, `a|i:99999999999999999999;`, `{"a":` + strings.Repeat("1", 100_000) + `}`,
	} {
		f.Add([]byte(value))
	}
	f.Fuzz(func(t *testing.T, value []byte) {
		for _, c := range sketching() {
			compareSketch(t, c, value)
		}
	})
}

// compareSketch compares the names in a sketch of a value with those in the session that is read.
func compareSketch(t *testing.T, c *Codec, value []byte) {
	t.Helper()
	m, err := c.Map(value)
	want := "it is not read"
	if err == nil {
		want = outline(serial.NamesOf(m))
	}
	got := "it is not read"
	c.Proves(value, func(names serial.Names) bool {
		got = outline(names)
		return true
	})
	if got != want {
		t.Errorf("%s: %q is %s, want %s: %v", c.ID, value, got, want, err)
	}
}

// outline lists names, and those in the mappings under them.
func outline(names serial.Names) (all string) {
	for name, isText := range names.All() {
		if !isText {
			all += "\nno text"
			continue
		}
		all += fmt.Sprintf("\n%q", name)
		if in, ok := names.In(name); ok {
			all += ":"
			for name, isText := range in.All() {
				if !isText {
					name = "no text"
				}
				all += fmt.Sprintf(" %q", name)
			}
		}
	}
	return all
}

// sessions are the values that frameworks have written, unpacked.
func sessions(t testing.TB) (all [][]byte) {
	names, err := filepath.Glob("../framework/testdata/*/*.json")
	if err != nil || len(names) == 0 {
		t.Fatal("there are no sessions of frameworks", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var item struct {
			Flags uint32
			Value []byte `json:"value_base64"`
		}
		if json.Unmarshal(text, &item) != nil {
			continue // a list of items
		}
		if all = append(all, item.Value); client.PackingOf(item.Value) != client.None {
			if value, err := client.Unpack(item.Value); err == nil {
				all = append(all, value)
			}
		}
		if v, err := client.PHPText.Open(item.Value, item.Flags); err == nil {
			all = append(all, v.Bytes)
		}
	}
	return all
}
