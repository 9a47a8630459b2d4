package codec

import (
	"strings"
	"testing"

	"sessh/session/tree"
)

// What Ruby marshals: a hash with a text, and a binary string of fewer than 123 bytes.
const rubyHash = "\x04\x08{\x06I\"\x06a\x06:\x06ETi\x06"

func rubyString(s string) string { return "\x04\x08\"" + string([]byte{byte(len(s) + 5)}) + s }

// TestRails reads entries of Rails' cache, edits them and looks at what is around the session.
func TestRails(t *testing.T) {
	t.Parallel()
	const (
		in71    = "\x00\x11\x01\x00\x00\x00\x00\x65\xcd\xed\x41\xff\xff\xff\xff" // it expires
		version = "\x00\x11\x01\x00\x00\x00\x00\x00\x00\xf0\xbf\x02\x00\x00\x00v1"
	)
	edited := strings.TrimSuffix(rubyHash, "\x06") + "\x07"
	for _, test := range []struct{ name, value, way, want string }{
		{"7.1", rubyString(in71 + rubyHash), "rails-7.1", rubyString(in71 + edited)},
		{"7.1 with a version", rubyString(version + rubyHash), "rails-7.1", rubyString(version + edited)},
		{"7.0", rubyString("\x00\x04\x08[\x07" + rubyHash[2:] + "f\x061"), "rails-7.0", rubyString("\x00\x04\x08[\x07" + edited[2:] + "f\x061")},
		{"6.1", "\x04\x08o: ActiveSupport::Cache::Entry\x07:\x0b@value{\x06I\"\x06a\x06:\x06ETi\x06:\x10@expires_inf\x061", "rails-6.1",
			"\x04\x08o: ActiveSupport::Cache::Entry\x07:\x0b@value{\x06I\"\x06a\x06:\x06ETi\x07:\x10@expires_inf\x061"},
	} {
		data, way, err := Rails().Read("", []byte(test.value), "")
		if err != nil || way != test.way {
			t.Errorf("%s: it is in %q, %v", test.name, way, err)
			continue
		}
		if same, err := Rails().Write(data, way, []byte(test.value), ""); err != nil || string(same) != test.value {
			t.Errorf("%s: it is written as %q, %v", test.name, same, err)
		}
		if err := data.Set("a", 2); err != nil {
			t.Fatal(err)
		}
		if got, err := Rails().Write(data, way, []byte(test.value), ""); err != nil || string(got) != test.want {
			t.Errorf("%s: an edit is written as\n%q, %v, want\n%q", test.name, got, err, test.want)
		}
	}
	for name, value := range map[string]string{
		"no entry": rubyHash, "another class": "\x04\x08o:\x08Tea\x06:\x0b@value{\x00", "a header that is cut off": rubyString(in71[:9]),
		"a version that is cut off": rubyString(version[:len(version)-1]), "compressed, and it is not": rubyString("\x01" + rubyHash), "nothing": rubyString(""), "another header": rubyString("\x02" + rubyHash),
	} {
		if data, way, err := Rails().Read("", []byte(value), ""); err == nil {
			t.Errorf("%s is read as %v in %s", name, data, way)
		}
	}
}

// TestRailsSealed recognizes the entries that are not read.
func TestRailsSealed(t *testing.T) {
	t.Parallel()
	head := func(kind string) string {
		return "\x00\x11" + kind + "\x00\x00\x00\x00\x00\x00\xf0\xbf\xff\xff\xff\xff"
	}
	for value, want := range map[string]string{
		head("\x01") + "\xcc\x80\x81\xa4user\x01": "rails-message-pack", head("\x02") + "some text": "rails-text",
	} {
		_, way, err := Rails().Read("", []byte(rubyString(value)), "")
		if err != nil || way != want || Rails().Sealed(way) == "" {
			t.Errorf("%q is %s, %v", value, way, err)
		}
	}
}

// TestNewInEnvelopes writes new sessions in each envelope, and reads them.
func TestNewInEnvelopes(t *testing.T) {
	t.Parallel()
	for _, s := range []*Set{Rails(), MediaWiki(), SimpleSAML(), Yii(), Roundcube(), Horde()} {
		for _, way := range s.Ways() {
			data := tree.NewMap()
			if err := data.Set("a", 1); err != nil {
				t.Fatal(err)
			}
			value, err := s.Write(data, way, nil, "")
			if err != nil {
				t.Errorf("%s: %v", way, err)
				continue
			}
			back, got, err := s.Read("", value, s.SerializerOf(way))
			if v, _ := back.Get("a"); err != nil || got != way || v != any(int64(1)) {
				t.Errorf("%s: it is read in %q as %v, %v, from %q", way, got, v, err, value)
			}
		}
	}
}
