package textproto_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"sessh/session/memcached/textproto"
)

func TestDump(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, answer string
		want         []string
		err          error
	}{
		{"nothing", "END\r\n", nil, nil},
		{"items", "key=a exp=-1\nkey=b%20c exp=1\nEND\r\n", []string{"a", "b c"}, nil},
		{"items of newer servers", "OK\r\nkey=a exp=-1 flags=1 \r\nEND\r\n", []string{"a"}, nil},
		{"what follows the end is not read", "key=a\nEND\r\nkey=b\n", []string{"a"}, nil},
		{"nonsense", "key=a\nwhat?\r\nEND\r\n", []string{"a"}, textproto.ErrNonsense},
		{"a line without an end", "key=a\nkey=" + strings.Repeat("x", 1<<17), []string{"a"}, textproto.ErrNonsense},
		{"cut off", "key=a\nkey=b", []string{"a"}, io.EOF},
		{"no answer", "", nil, io.EOF},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := answering(t, tt.answer)
			var got []string
			err := c.Dump(t.Context(), textproto.Dump{Walk: "all"}, func(d *textproto.Dumped) bool {
				got = append(got, d.Key)
				return true
			})
			if !slices.Equal(got, tt.want) || !errors.Is(err, tt.err) {
				t.Errorf("got %q and %v, want %q and %v", got, err, tt.want, tt.err)
			}
			if c.Usable() {
				t.Error("the connection can be used again")
			}
		})
	}
	t.Run("refused", func(t *testing.T) {
		err := answering(t, "BUSY currently processing crawler request\r\n").Dump(t.Context(), textproto.Dump{Walk: "hash"}, nil)
		var refused *textproto.ServerError
		if !errors.As(err, &refused) || !strings.HasPrefix(refused.Line, "BUSY") {
			t.Errorf("got %v, want that the server is busy", err)
		}
	})
}

// endless is a server that dumps items until the connection is closed; asked gets
// what it was asked.
func endless(c net.Conn, asked chan<- string) {
	line, _ := bufio.NewReader(c).ReadString('\n')
	asked <- line
	for i := 0; ; i++ {
		if _, err := fmt.Fprintf(c, "key=k%d exp=-1\n", i); err != nil {
			return
		}
	}
}

func TestDumpEnds(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		stop func(n int, cancel func()) (more bool)
		want error
	}{
		{"when told to", func(n int, _ func()) bool { return n < 10 }, nil},
		{"when cancelled", func(n int, cancel func()) bool {
			if n == 10 {
				cancel()
			}
			return true
		}, context.Canceled},
	} {
		t.Run(tt.name, func(t *testing.T) {
			client, server := net.Pipe()
			defer server.Close()
			asked := make(chan string, 1)
			ended := make(chan struct{})
			go func() { defer close(ended); endless(server, asked) }()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			n := 0
			err := textproto.NewConn(client, patience).Dump(ctx, textproto.Dump{Walk: "hash"}, func(*textproto.Dumped) bool {
				n++
				return tt.stop(n, cancel)
			})
			if !errors.Is(err, tt.want) || n < 10 {
				t.Errorf("after %d items: %v, want %v", n, err, tt.want)
			}
			if line := <-asked; line != "lru_crawler metadump hash\r\n" {
				t.Errorf("the request is %q", line)
			}
			<-ended // the connection is closed
		})
	}
	t.Run("when the server takes too long", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			client, server := net.Pipe()
			defer server.Close()
			go func() { server.Read(make([]byte, 100)); io.WriteString(server, "key=a\n") }()
			n := 0
			err := textproto.NewConn(client, patience).Dump(t.Context(), textproto.Dump{Walk: "all"}, func(*textproto.Dumped) bool { n++; return true })
			if !errors.Is(err, os.ErrDeadlineExceeded) || n != 1 {
				t.Errorf("after %d items: %v", n, err)
			}
		})
	})
	t.Run("before it begins", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := answering(t, "END\r\n").Dump(ctx, textproto.Dump{Walk: "all"}, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

// TestDumpReadsAhead: the server does not have to wait for the reader of the items, whether what it
// sends fits into memory or not, and comes in small pieces or in large ones.
func TestDumpReadsAhead(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for _, tt := range []struct{ ahead, piece int }{{0, 1 << 10}, {1, 1 << 10}, {128 << 10, 1 << 10}, {0, 64 << 10}, {128 << 10, 64 << 10}} {
		client, server := net.Pipe()
		sent := make(chan struct{})
		go func() {
			defer server.Close()
			defer close(sent)
			server.Read(make([]byte, 100))
			w := bufio.NewWriterSize(server, tt.piece)
			for i := range 50_000 {
				fmt.Fprintf(w, "key=k%d exp=-1\n", i)
			}
			io.WriteString(w, "END\r\n")
			w.Flush()
		}()
		n := 0
		err := textproto.NewConn(client, patience).Dump(t.Context(), textproto.Dump{Walk: "all", Ahead: tt.ahead}, func(d *textproto.Dumped) bool {
			if n == 0 {
				select { // all of it comes, while the first item is being looked at
				case <-sent:
				case <-time.After(patience):
					t.Error("the server is kept waiting")
				}
			}
			if d.Key != fmt.Sprint("k", n) {
				t.Fatalf("item %d is %q", n, d.Key)
			}
			n++
			return true
		})
		if err != nil || n != 50_000 {
			t.Errorf("%d items, and then %v", n, err)
		}
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("%v is left behind, and the error is %v", left, err)
	}
}

// TestDumpFields: what a line lacks is not that of the line before it.
func TestDumpFields(t *testing.T) {
	t.Parallel()
	want := []textproto.Dumped{{Key: "a", Expires: time.Unix(5, 0), LastAccess: time.Unix(6, 0), Version: 7, Size: 8}, {Key: "b"}}
	var got []textproto.Dumped
	err := answering(t, "key=a exp=5 la=6 cas=7 size=8\nkey=b\nEND\r\n").Dump(t.Context(), textproto.Dump{Walk: "hash"}, func(d *textproto.Dumped) bool {
		got = append(got, *d)
		return true
	})
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %+v and %v, want %+v", got, err, want)
	}
}

// TestDumpInPieces: however the server's bytes arrive, each item is as it was written, and its key stays
// when the next ones are read into the same memory.
func TestDumpInPieces(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfN(rapid.StringMatching(`[a-z:%é]{1,40}`), 0, 300).Draw(t, "keys")
		var text []byte
		for i, key := range keys {
			text = fmt.Appendf(text, "key=%s exp=%d la=7 cas=%d fetch=no cls=1 size=%d\n", url.PathEscape(key), i+1, i, 2*i)
		}
		text = append(text, "END\r\n"...)
		sizes := rapid.SliceOfN(rapid.IntRange(1, 300), 1, 20).Draw(t, "sizes")
		client, server := net.Pipe()
		go func() {
			defer server.Close()
			server.Read(make([]byte, 100))
			for i := 0; len(text) > 0; i++ {
				n := min(sizes[i%len(sizes)], len(text))
				server.Write(text[:n])
				text = text[n:]
			}
		}()
		var got []string
		err := textproto.NewConn(client, patience).Dump(context.Background(), textproto.Dump{Walk: "hash", Ahead: 1}, func(d *textproto.Dumped) bool {
			i := len(got)
			if d.Expires.Unix() != int64(i+1) || d.LastAccess.Unix() != 7 || d.Version != uint64(i) || d.Size != 2*i {
				t.Fatalf("item %d is %+v", i, d)
			}
			got = append(got, d.Key)
			return true
		})
		if err != nil || !slices.Equal(got, keys) {
			t.Fatalf("got %q and %v, want %q", got, err, keys)
		}
	})
}

// TestBacklog: what is put is taken in its order, whatever went through the file.
func TestBacklog(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := textproto.NewBacklog(rapid.IntRange(0, 4).Draw(t, "limit"))
		defer q.Close()
		var put, got []byte
		for i := range rapid.IntRange(0, 40).Draw(t, "steps") {
			if len(put) > len(got) && rapid.Bool().Draw(t, "get") {
				b, err := q.Get(func() []byte { return make([]byte, rapid.IntRange(1, 9).Draw(t, "buffer")) })
				if err != nil || len(b) == 0 {
					t.Fatal(b, err)
				}
				got = append(got, b...)
				continue
			}
			b := bytes.Repeat([]byte{byte(i)}, rapid.IntRange(1, 9).Draw(t, "size"))
			put = append(put, b...)
			if err := q.Put(b); err != nil {
				t.Fatal(err)
			}
		}
		q.End(io.EOF)
		for {
			b, err := q.Get(func() []byte { return make([]byte, 5) })
			if b == nil {
				if err != io.EOF || !bytes.Equal(got, put) {
					t.Fatalf("got %v and %v, want %v", got, err, put)
				}
				return
			}
			got = append(got, b...)
		}
	})
}

func TestParseNamed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		line, key  string
		done, skip bool
		err        error
	}{
		{line: "mg a", key: "a"},
		{line: "mg YSBi b", key: "a b"},
		{line: "mg a%20b ", key: "a%20b"},
		{line: "EN", done: true},
		{line: "OK", skip: true},
		{line: "mg ", err: textproto.ErrNonsense},
		{line: "mg !! b", err: textproto.ErrNonsense},
		{line: "key=a", err: textproto.ErrNonsense},
	} {
		d, done, skip, err := textproto.ParseNamed(tt.line)
		if d.Key != tt.key || done != tt.done || skip != tt.skip || !errors.Is(err, tt.err) {
			t.Errorf("%q: %+v, %v, %v, %v", tt.line, d, done, skip, err)
		}
	}
	var refused *textproto.ServerError
	if _, _, _, err := textproto.ParseNamed("ERROR"); !errors.As(err, &refused) {
		t.Errorf("refused: %v", err)
	}
}
