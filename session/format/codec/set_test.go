package codec

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"sessh/session/format"
	"sessh/session/tree"
)

const (
	inPickle   = "\x80\x02}q\x00X\x01\x00\x00\x00aq\x01K\x01s."
	inMsgpack  = "\x81\xa1a\x01"
	inMarshal  = "\x04\x08{\x06I\"\x06a\x06:\x06ETi\x06"
	inPHPText  = "a|i:1;"
	ofTuple    = "\x80\x02}q\x00K\x01\x86q\x01." // whose first value is a dictionary
	eitherText = "\x82\xc0\x01\xa4cart\xd9\x20xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxN;"
)

// TestRead recognizes codecs by the bytes, or by what the client says.
func TestRead(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name            string
		set             *Set
		as, value, says string
		way, refused    string
		doubt           []string
	}{
		{"a pickle", Pickles(), "", inPickle, "pickle", "pickle2", "", nil},
		{"a pickle among others", MessagePackOrPickles(), "", inPickle, "", "pickle2", "", nil},
		{"MessagePack among others", MessagePackOrPickles(), "", inMsgpack, "", "msgpack", "", nil},
		{"MessagePack in what the client has pickled", MessagePackOrPickles(), "", inMsgpack, "pickle", "", "the pickle cannot be read: at byte", nil},
		{"neither", MessagePackOrPickles(), "", inMarshal, "", "", "it is neither a pickle nor MessagePack: ", nil},
		{"half of MessagePack", MessagePackOrPickles(), "", inMsgpack[:3], "", "", "it is neither a pickle nor MessagePack: at byte", nil},
		{"nothing", Ruby(), "", "", "", "", "the value is empty", nil},
		{"Marshal", Ruby(), "", inMarshal, "", "Marshal", "", nil},
		{"JSON with blanks before it", Ruby(), "", "\n {}", "", "JSON", "", nil},
		{"half of Marshal", Ruby(), "", inMarshal[:9], "", "", "the value in Ruby's Marshal cannot be read: at byte", nil},
		{"half of JSON", Ruby(), "", "{", "", "", "the value in JSON cannot be read", nil},
		{"PHP's", PHP(), "", inPHPText, "", "php", "", nil},
		{"nothing of PHP's", PHP(), "", "", "", "", "", nil},
		{"what two can read", PHP(), "", eitherText, "", "", "", []string{"php_binary", "msgpack"}},
		{"what two can read, as one", PHP(), "msgpack", eitherText, "", "msgpack", "", nil},
		{"as another", PHP(), "igbinary", eitherText, "", "", "the value by PHP's serializer igbinary cannot be read", nil},
		{"as none", PHP(), "tea", eitherText, "", "", "there is no serializer \"tea\"", nil},
		{"cut off", PHP(), "", inPHPText[:5], "", "", "none of PHP's serializers that are known, or cut off: ", nil},
	} {
		data, way, err := test.set.Read(test.as, []byte(test.value), test.says)
		var doubt *format.Doubt
		switch {
		case test.doubt != nil:
			if !errors.As(err, &doubt) || !slices.Equal(doubt.Ways, test.doubt) {
				t.Errorf("%s: %v, %v", test.name, data, err)
			}
		case test.refused != "":
			if err == nil || !strings.Contains(err.Error(), test.refused) {
				t.Errorf("%s: %v, %v; want %q", test.name, data, err, test.refused)
			}
		case err != nil || way != test.way || data == nil:
			t.Errorf("%s: it is %v in %q, %v; want %q", test.name, data, way, err, test.way)
		}
	}
}

// TestWrite writes in the way that is asked for, and over a value as that is written.
func TestWrite(t *testing.T) {
	t.Parallel()
	data := tree.NewMap()
	if err := data.Set("a", 1); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name           string
		set            *Set
		way, was, says string
		want           string // "": refused
	}{
		{"as usual", MessagePackOrPickles(), "", "", "", inMsgpack},
		{"in a way", MessagePackOrPickles(), "pickle2", "", "", inPickle},
		{"in none", MessagePackOrPickles(), "tea", "", "", ""},
		{"over a pickle, not knowing", MessagePackOrPickles(), "", inPickle, "", inPickle},
		{"over Marshal, in another way", Ruby(), "JSON", inMarshal, "", inMarshal},
		{"over a pickle of the client's", MessagePackOrPickles(), "msgpack", inPickle, "pickle", inPickle},
		{"over what cannot be read", MessagePackOrPickles(), "", inMsgpack[:3], "", ""},
		{"over nothing", PHP(), "php", "", "", inPHPText},
		{"over PHP's", PHP(), "php", "b|i:2;", "", inPHPText},
	} {
		var was []byte
		if test.was != "" || test.set == PHP() {
			was = []byte(test.was)
		}
		got, err := test.set.Write(data, test.way, was, test.says)
		if string(got) != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%s: it is %q, %v; want %q", test.name, got, err, test.want)
		}
	}
}

// TestClaims looks at values that begin like sessions.
func TestClaims(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		set   *Set
		value string
		want  bool
	}{
		{"a pickle", Pickles(), inPickle, true},
		{"a pickle, cut off", Pickles(), inPickle[:9], true},
		{"a pickle of a tuple", Pickles(), ofTuple, false},
		{"a list", Pickles(), "\x80\x04]\x94.", false},
		{"half of MessagePack", MessagePackOrPickles(), inMsgpack[:3], true},
		{"half of Marshal", Ruby(), inMarshal[:9], true},
		{"half of JSON", Ruby(), `{"a`, true},
		{"a text in Marshal", Ruby(), "\x04\x08\"\x06a", false},
	} {
		if got := test.set.Claims([]byte(test.value), ""); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

// TestWritten checks the names of the ways in which values are written.
func TestWritten(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		set        *Set
		way, value string
		want       string
	}{
		{Pickles(), "pickle2", inPickle, "a pickle of protocol 2"},
		{Pickles(), "", inPickle[:5], ""},
		{MessagePackOrPickles(), "", inMsgpack, "MessagePack"},
		{Ruby(), "Marshal", inMarshal, "Ruby's Marshal"},
		{PHP(), "", eitherText, "by PHP's serializer php_binary or msgpack"},
		{PHP(), "msgpack", eitherText, "by PHP's serializer msgpack"},
		{PHP(), "", "", ""},
		{JSON("JSON with tea", `{"`), "", "{}", "JSON with tea"},
	} {
		if got := test.set.Written(test.way, []byte(test.value), ""); got != test.want {
			t.Errorf("%q is written as %q, want %q", test.value, got, test.want)
		}
	}
}
