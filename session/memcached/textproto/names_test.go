package textproto_test

import (
	"errors"
	"strings"
	"testing"

	"sessh/session/memcached/textproto"
)

// TestDumpOfNames: memcached writes keys that have to be packed as they are, at times,
// line ends included. Nothing in it is taken for another key.
func TestDumpOfNames(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, reply, want string
		err               error
	}{
		{"plain keys", "mg a\r\nmg b\r\nEN\r\n", "a b", nil},
		{"after OK", "OK\r\nmg a\r\nEN\r\n", "a", nil},
		{"none", "EN\r\n", "", nil},
		{"packed", "mg a\r\nmg YSBi b\r\nmg c\r\nEN\r\n", "a c", textproto.ErrUntold},
		{"a blank", "mg a b\r\nmg c\r\nEN\r\n", "c", textproto.ErrUntold},
		{"a tab", "mg a\tb\r\nmg c\r\nEN\r\n", "c", textproto.ErrUntold},
		{"nothing but blanks", "mg  \r\nmg c\r\nEN\r\n", "c", textproto.ErrUntold},
		{"a line's end", "mg a\r\nmg b\r\nb\r\nmg c\r\nEN\r\n", "a c", textproto.ErrUntold},
		{"lines' ends", "mg b\r\n\r\nb\nb\r\nmg c\r\nEN\r\n", "c", textproto.ErrUntold},
		{"a line's end at the end", "mg b\r\n\r\nmg c\r\nEN\r\n", "c", textproto.ErrUntold},
		{"OK in a key", "OK\r\nmg b\r\nOK\r\nmg c\r\nEN\r\n", "c", textproto.ErrUntold},
		{"nonsense", "what?\r\nmg c\r\nEN\r\n", "", textproto.ErrNonsense},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			err := answering(t, tt.reply).Dump(t.Context(), textproto.Dump{Walk: "hash", Names: true}, func(d *textproto.Dumped) bool {
				got = append(got, strings.Clone(d.Key))
				return true
			})
			if strings.Join(got, " ") != tt.want || !errors.Is(err, tt.err) || tt.err == nil && err != nil {
				t.Errorf("it tells %q, %v, want %q, %v", got, err, tt.want, tt.err)
			}
		})
	}
}
