package textproto_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sessh/session/memcached/textproto"
)

// patience only guards against a hang.
const patience = 30 * time.Second

// answering returns a connection to a server that sends an answer to the first
// request, whatever that is, and then closes the connection.
func answering(t testing.TB, answer string) *textproto.Conn {
	client, server := net.Pipe()
	go func() {
		defer server.Close()
		if _, err := server.Read(make([]byte, 100)); err == nil {
			io.WriteString(server, answer)
		}
	}()
	t.Cleanup(func() { client.Close(); server.Close() })
	return textproto.NewConn(client, patience)
}

func send(text string) func(*bufio.Writer) error {
	return func(w *bufio.Writer) error {
		_, err := w.WriteString(text)
		return err
	}
}

func TestReadLine(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 64<<10)
	for _, tt := range []struct {
		name, text, want string
		err              error
	}{
		{"CR LF", "HD\r\nrest", "HD", nil},
		{"LF alone", "key=k\nrest", "key=k", nil},
		{"empty", "\r\n", "", nil},
		{"as long as can be", long[2:] + "\r\n", long[2:], nil},
		{"too long", long + "\r\n", "", textproto.ErrNonsense},
		{"cut off", "HD", "", io.EOF},
		{"nothing", "", "", io.EOF},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := textproto.ReadLine(bufio.NewReaderSize(strings.NewReader(tt.text), 64<<10))
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("got %.20q, %v; want %.20q, %v", got, err, tt.want, tt.err)
			}
		})
	}
}

func TestParseMeta(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		line string
		want textproto.Meta
		size int
	}{
		{"HD", textproto.Meta{Code: "HD"}, 0},
		{"HD c12 t-1", textproto.Meta{Code: "HD", Flags: []byte("c12 t-1")}, 0},
		{"EN", textproto.Meta{Code: "EN"}, 0},
		{"NF O3", textproto.Meta{Code: "NF", Flags: []byte("O3")}, 0},
		{"VA 0", textproto.Meta{Code: "VA"}, 0},
		{"VA 5 c1 f2", textproto.Meta{Code: "VA", Flags: []byte("c1 f2")}, 5},
		{"MN", textproto.Meta{Code: "MN"}, 0},
	} {
		t.Run(tt.line, func(t *testing.T) {
			m, size, err := textproto.ParseMeta([]byte(tt.line))
			if err != nil || !reflect.DeepEqual(m, tt.want) || size != tt.size {
				t.Errorf("got %+v, %d, %v; want %+v, %d", m, size, err, tt.want, tt.size)
			}
		})
	}
	for _, line := range []string{"", "VA", "VA x", "VA -1", "VA 99999999999999999999", "hd", "HDc1", "STORED", "END", "ERRORS"} {
		t.Run("nonsense "+line, func(t *testing.T) {
			if m, _, err := textproto.ParseMeta([]byte(line)); !errors.Is(err, textproto.ErrNonsense) {
				t.Errorf("got %+v, %v; want that it makes no sense", m, err)
			}
		})
	}
	for line, unsupported := range map[string]bool{
		"ERROR": true, "ERROR metadump not allowed": false, "CLIENT_ERROR bad data chunk": false,
		"SERVER_ERROR out of memory": false, "BUSY currently processing crawler request": false,
	} {
		t.Run(line, func(t *testing.T) {
			_, _, err := textproto.ParseMeta([]byte(line))
			var refused *textproto.ServerError
			if !errors.As(err, &refused) || refused.Line != line || refused.Unsupported() != unsupported || !strings.Contains(err.Error(), line) {
				t.Errorf("got %v; want what the server says, not known: %v", err, unsupported)
			}
		})
	}
}

func TestParseValue(t *testing.T) {
	t.Parallel()
	v, size, err := textproto.ParseValue("VALUE k 4294967295 3 18446744073709551615")
	if err != nil || v.Key != "k" || v.Flags != 1<<32-1 || size != 3 || v.Version != 1<<64-1 {
		t.Errorf("got %+v, %d, %v", v, size, err)
	}
	for _, line := range []string{
		"", "END", "VALUE", "VALUE k 0 1", "VALUE k 0 1 1 1", "VALUE  0 1 1", "VALUE k x 1 1", "VALUE k -1 1 1", "VALUE k 4294967296 1 1",
		"VALUE k 0 -1 1", "VALUE k 0 x 1", "VALUE k 0 1 x", "VALUE k 0 1 -1", "VALUE k 0 1 18446744073709551616", "value k 0 1 1",
	} {
		if v, _, err := textproto.ParseValue(line); !errors.Is(err, textproto.ErrNonsense) {
			t.Errorf("%q is %+v, %v, want that it makes no sense", line, v, err)
		}
	}
}

func TestMetaFlags(t *testing.T) {
	t.Parallel()
	m := &textproto.Meta{Code: "HD", Flags: []byte("c18446744073709551615 t-1 f  k W O7x")}
	want := []string{"c 18446744073709551615", "t -1", "f ", "k ", "W ", "O 7x"}
	var got []string
	for flag, token := range m.All() {
		got = append(got, string(flag)+" "+string(token))
	}
	if !slices.Equal(got, want) {
		t.Errorf("the flags are %q, want %q", got, want)
	}
	for flag := range m.All() {
		if flag != 'c' {
			t.Errorf("the first flag is %c", flag)
		}
		break
	}
	for range (&textproto.Meta{}).All() {
		t.Error("there is a flag in none")
	}
	if m.String() != "HD c18446744073709551615 t-1 f  k W O7x" {
		t.Errorf("it is %s", m)
	}
}

func TestParseDumped(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, line string
		want       textproto.Dumped
	}{
		{"1.6.18", "key=k exp=100 la=90 cas=1 fetch=no cls=1 size=62",
			textproto.Dumped{Key: "k", Expires: time.Unix(100, 0), LastAccess: time.Unix(90, 0), Size: 62, Version: 1}},
		{"newer, with flags", "key=k exp=100 la=90 cas=1 fetch=no cls=1 size=62 flags=4 ",
			textproto.Dumped{Key: "k", Expires: time.Unix(100, 0), LastAccess: time.Unix(90, 0), Size: 62, Version: 1}},
		{"never", "key=k exp=-1", textproto.Dumped{Key: "k"}},
		{"escaped", "key=a%2520b%2Fc%C3%A9%3D exp=-1", textproto.Dumped{Key: "a%20b/cé="}},
		{"a plus is a plus", "key=a+b", textproto.Dumped{Key: "a+b"}},
		{"numbers that are none", "key=k exp=x la=y size=z", textproto.Dumped{Key: "k"}},
		{"the greatest numbers", "key=k cas=18446744073709551615 size=18446744073709551616 exp=99999999999999999999999", textproto.Dumped{Key: "k", Version: math.MaxUint64, Size: math.MaxInt}},
		{"a key that looks like a field", "key=exp%3D7 size=1", textproto.Dumped{Key: "exp=7", Size: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, done, skip, err := textproto.ParseDumped(tt.line)
			if err != nil || done || skip || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %+v, %v, %v, %v; want %+v", got, done, skip, err, tt.want)
			}
		})
	}
	for line, want := range map[string]string{"END": "done", "OK": "skip", "": "skip", "key=%zz exp=1": "nonsense", "key= exp=1": "nonsense", "key=": "nonsense", "ITEM k": "nonsense", "BUSY x": "refused", "ERROR": "refused"} {
		t.Run("no item "+line, func(t *testing.T) {
			_, done, skip, err := textproto.ParseDumped(line)
			var refused *textproto.ServerError
			got := map[string]bool{"done": done, "skip": skip, "nonsense": errors.Is(err, textproto.ErrNonsense), "refused": errors.As(err, &refused)}
			for what, is := range got {
				if is != (what == want) {
					t.Errorf("%s is %v (%v), want %s", what, is, err, want)
				}
			}
		})
	}
}

// TestMetaKeepsItsFlags: the flags of a reply stay when its value is longer than what is read at once.
func TestMetaKeepsItsFlags(t *testing.T) {
	t.Parallel()
	value := strings.Repeat("x", 100<<10)
	c := answering(t, fmt.Sprintf("VA %d c1 t-1\r\n%s\r\n", len(value), value))
	err := c.Pipeline(t.Context(), send("mg k v c t\r\n"), func() error {
		m, err := c.Meta(t.Context(), 1<<20)
		if err == nil && (string(m.Flags) != "c1 t-1" || string(m.Value) != value) {
			t.Errorf("the flags are %q, of a value of %d bytes", m.Flags, len(m.Value))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestMetaReadsValues(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, answer, value string
		err                 error
	}{
		{"a value", "VA 5 c1\r\nEND\r\n\r\n", "END\r\n", nil},
		{"an empty value", "VA 0\r\n\r\n", "", nil},
		{"of the largest size", "VA 10\r\n0123456789\r\n", "0123456789", nil},
		{"one byte more", "VA 11\r\n0123456789x\r\n", "", textproto.ErrNonsense},
		{"4 GiB", "VA 4294967296\r\n", "", textproto.ErrNonsense},
		{"longer than it says", "VA 2\r\nabc\r\n", "", textproto.ErrNonsense},
		{"cut off", "VA 5\r\nab", "", io.ErrUnexpectedEOF},
		{"cut off before it begins", "VA 5\r\n", "", io.ErrUnexpectedEOF},
		{"no answer", "", "", io.EOF},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := answering(t, tt.answer)
			var m *textproto.Meta
			err := c.Pipeline(t.Context(), send("mg k v\r\n"), func() (err error) {
				m, err = c.Meta(t.Context(), 10)
				return err
			})
			if !errors.Is(err, tt.err) || err == nil && string(m.Value) != tt.value {
				t.Errorf("got %+v, %v; want %q, %v", m, err, tt.value, tt.err)
			}
			if c.Usable() != (tt.err == nil) {
				t.Errorf("the connection can be used again: %v", c.Usable())
			}
		})
	}
}

func TestUsableOnlyWithNothingLeft(t *testing.T) {
	t.Parallel()
	c := answering(t, "HD\r\nHD\r\n")
	err := c.Pipeline(t.Context(), send("mn\r\n"), func() error {
		_, err := c.Meta(t.Context(), 0)
		return err
	})
	if err != nil || c.Usable() {
		t.Errorf("with an answer left over: %v, and usable is %v", err, c.Usable())
	}
}

func TestStats(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, answer string
		want         map[string]string
		err          error
	}{
		{"some", "STAT pid 1\r\nSTAT version 1.6.18\r\nSTAT empty \r\nSTAT none\r\nSTAT words a b\r\nEND\r\n",
			map[string]string{"pid": "1", "version": "1.6.18", "empty": "", "none": "", "words": "a b"}, nil},
		{"none", "END\r\n", map[string]string{}, nil},
		{"nonsense", "STAT pid 1\r\nHello\r\n", nil, textproto.ErrNonsense},
		{"cut off", "STAT pid 1\r\n", nil, io.EOF},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := answering(t, tt.answer)
			var got map[string]string
			err := c.Pipeline(t.Context(), send("stats\r\n"), func() (err error) {
				got, err = c.Stats(t.Context())
				return err
			})
			if !errors.Is(err, tt.err) || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %v, %v; want %v, %v", got, err, tt.want, tt.err)
			}
		})
	}
	t.Run("without an end", func(t *testing.T) {
		var all strings.Builder
		for i := range 20000 {
			all.WriteString("STAT " + strings.Repeat("x", i%7) + time.Duration(i).String() + " 1\r\n")
		}
		c := answering(t, all.String())
		err := c.Pipeline(t.Context(), send("stats\r\n"), func() error {
			_, err := c.Stats(t.Context())
			return err
		})
		if !errors.Is(err, textproto.ErrNonsense) {
			t.Errorf("got %v, want that it makes no sense", err)
		}
	})
}

// TestPipelineEnds is in a time of its own, which passes only while all wait: none does that longer than
// it has to. A server takes few requests without answering, and not even all of many.
func TestPipelineEnds(t *testing.T) {
	t.Parallel()
	failure := errors.New("made up")
	reply := func(ctx context.Context, c *textproto.Conn, _ func()) error { _, err := c.Reply(ctx); return err }
	for _, tt := range []struct {
		name string
		fail error // of writing the requests
		read func(ctx context.Context, c *textproto.Conn, cancel func()) error
		want error
		wait time.Duration
	}{
		{"with the error of reading", nil,
			func(context.Context, *textproto.Conn, func()) error { return failure }, failure, 0},
		{"with the error of writing", failure, reply, failure, 0},
		{"when the server takes too long", nil, reply, os.ErrDeadlineExceeded, patience},
		{"when it is cancelled", nil,
			func(ctx context.Context, c *textproto.Conn, cancel func()) error {
				cancel()
				return reply(ctx, c, cancel)
			}, context.Canceled, 0},
	} {
		for _, n := range []int{1, 10_000} {
			t.Run(fmt.Sprint(n, " ", tt.name), func(t *testing.T) {
				for range 20 { // either half may be the first
					synctest.Test(t, func(t *testing.T) {
						client, server := net.Pipe()
						defer server.Close()
						defer client.Close()
						if tt.fail != nil {
							go io.Copy(io.Discard, server)
						} else {
							go server.Read(make([]byte, 100))
						}
						c := textproto.NewConn(client, patience)
						ctx, cancel := context.WithCancel(t.Context())
						defer cancel()
						began := time.Now()
						err := c.Pipeline(ctx, func(w *bufio.Writer) error {
							if err := send(strings.Repeat("mn\r\n", n))(w); err != nil {
								return err
							}
							return tt.fail
						}, func() error { return tt.read(ctx, c, cancel) })
						if !errors.Is(err, tt.want) || c.Usable() {
							t.Errorf("got %v, want %v; and usable is %v", err, tt.want, c.Usable())
						}
						if waited := time.Since(began); waited < tt.wait || waited > tt.wait+100*time.Millisecond {
							t.Errorf("it waited %v, want %v", waited, tt.wait)
						}
					})
				}
			})
		}
	}
}

func TestPipelineThatWasCancelledBefore(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := answering(t, "MN\r\n")
	err := c.Pipeline(ctx, nil, nil) // calls neither
	if !errors.Is(err, context.Canceled) || !c.Usable() {
		t.Errorf("got %v, and usable is %v", err, c.Usable())
	}
}
