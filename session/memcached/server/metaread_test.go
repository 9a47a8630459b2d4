package server

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sessh/session/memcached/textproto"
	"sessh/session/storage"
)

// answering is a server of mg and mn. It is asked for the reply to each request: i is the index of the key of
// an mg, counted from 0 over all of them, and -1 of an mn.
type answering func(i int, quiet bool, number string) string

// readFrom reads n keys from such a server, and returns the indexes of the items that are read.
func readFrom(t *testing.T, n int, answer answering) (read int, found []int, err error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	defer serving.Wait()
	defer l.Close()
	serving.Go(func() {
		theirs, err := l.Accept()
		if err != nil {
			return
		}
		defer theirs.Close()
		r, w := bufio.NewReader(theirs), bufio.NewWriter(theirs)
		for i := 0; ; {
			line, err := r.ReadString('\n')
			if err != nil {
				return
			}
			words := strings.Fields(line)
			if words[0] == "mg" {
				w.WriteString(answer(i, slices.Contains(words, "q"), words[len(words)-1]))
				i++
				continue
			}
			w.WriteString(answer(-1, false, ""))
			if w.Flush() != nil {
				return
			}
		}
	})
	ours, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer ours.Close()
	c := textproto.NewConn(&socket{Conn: ours, process: &process{can: abilities{meta: true}, learned: new(learned)}}, time.Minute)
	keys := make([]string, n)
	for i := range keys {
		keys[i] = fmt.Sprint("k", i)
	}
	items, err := new(Server).readMeta(context.Background(), c, keys, 0)
	for i, item := range items {
		if item == nil {
			continue
		}
		if item.Key != keys[i] || item.CAS != uint64(i)+1 {
			t.Errorf("in the place of %s is %s at version %d", keys[i], item.Key, item.CAS)
		}
		found = append(found, i)
	}
	return len(items), found, err
}

// serving answers for the items at some indexes. With all, it answers quiet requests for others, too.
func serving(all bool, at ...int) answering {
	return func(i int, quiet bool, number string) string {
		switch {
		case i < 0:
			return "MN\r\n"
		case slices.Contains(at, i):
			return fmt.Sprintf("HD c%d %s\r\n", i+1, number)
		case all || !quiet:
			return "EN\r\n"
		}
		return ""
	}
}

// TestReadOfMany: of any number of keys, those of items are read, whether the server answers quiet requests
// for others or not.
func TestReadOfMany(t *testing.T) {
	t.Parallel()
	const part = keysInPart
	for _, n := range []int{1, 2, fewKeys - 1, fewKeys, fewKeys + 1, part - 1, part, part + 1, 2*part + 7} {
		every := make([]int, n)
		for i := range every {
			every[i] = i
		}
		for name, at := range map[string][]int{
			"none": nil, "all": every, "the first": every[:1], "the last": every[n-1:], "the middle": every[n/3 : n/3+n/3],
			"every third": slices.DeleteFunc(slices.Clone(every), func(i int) bool { return i%3 > 0 }),
			"all but one": slices.DeleteFunc(slices.Clone(every), func(i int) bool { return i == n/2 }),
		} {
			for _, all := range []bool{false, true} {
				read, found, err := readFrom(t, n, serving(all, at...))
				if err != nil || read != n || !slices.Equal(found, at) {
					t.Errorf("of %d keys, %s, all are answered: %v: %d are read, with the items %v, %v", n, name, all, read, found, err)
				}
			}
		}
	}
}

// TestReadOutOfStep: replies that are too many, that are not to their requests, or that say nothing about the
// last key are not believed.
func TestReadOutOfStep(t *testing.T) {
	t.Parallel()
	const n = fewKeys + 10
	honest := serving(false, 3, 5, n-1)
	for _, test := range []struct {
		name  string
		key   int // whose reply is another; -1: that of the end
		reply func(honest string) string
	}{
		{"an end at once", 0, func(string) string { return "MN\r\n" }},
		{"an end in the middle", 4, func(string) string { return "MN\r\n" }},
		{"an end in place of the last", n - 1, func(string) string { return "" }},
		{"an end with flags", -1, func(string) string { return "MN O5\r\n" }},
		{"an item twice", 3, func(s string) string { return s + s }},
		{"an item of another read", 4, func(string) string { return "HD c5 O999999999\r\n" }},
		{"an item of an earlier key", 5, func(s string) string { return "HD c4 O-1\r\n" + s }},
		{"an item without a number", 5, func(string) string { return "HD c6\r\n" }},
		{"an item without a version", 5, func(s string) string { return "HD " + s[strings.Index(s, "O"):] }},
		{"two misses that were not asked for", 5, func(s string) string { return s + "EN\r\nEN\r\n" }},
		{"more misses than keys", n - 1, func(s string) string { return s + "EN\r\n" }},
		{"a value", 5, func(s string) string { return "VA 1 " + s[len("HD "):len(s)-2] + "\r\nx\r\n" }},
		{"a word", 5, func(string) string { return "HELLO\r\n" }},
	} {
		read, found, err := readFrom(t, n, func(i int, quiet bool, number string) string {
			reply := honest(i, quiet, number)
			if i == test.key {
				reply = test.reply(reply)
			}
			return reply
		})
		if !errors.Is(err, textproto.ErrNonsense) || read != 0 {
			t.Errorf("%s: %d are read, with the items %v, %v", test.name, read, found, err)
		}
	}
}

// TestReadOfMissingReplies: of few keys, and after a miss that was answered, each reply is missed.
func TestReadOfMissingReplies(t *testing.T) {
	t.Parallel()
	for n, all := range map[int]bool{9: false, fewKeys: true} {
		for _, missing := range []int{1, 3} {
			read, found, err := readFrom(t, n, func(i int, quiet bool, number string) string {
				if i == missing {
					return ""
				}
				return serving(all, 4, n-1)(i, quiet, number)
			})
			if !errors.Is(err, textproto.ErrNonsense) || read != 0 {
				t.Errorf("of %d keys, without the reply to %d: %d are read, with the items %v, %v", n, missing, read, found, err)
			}
		}
	}
}

// TestReadThatBreaksOff: what was answered before an error is read, as far as it is certain.
func TestReadThatBreaksOff(t *testing.T) {
	t.Parallel()
	const n = fewKeys + 10
	read, found, err := readFrom(t, n, func(i int, quiet bool, number string) string {
		if i == 7 {
			return "SERVER_ERROR out of memory writing get response\r\n"
		}
		return serving(false, 3, 5)(i, quiet, number)
	})
	var refused *textproto.ServerError
	if !errors.As(err, &refused) || read != 6 || !slices.Equal(found, []int{3, 5}) {
		t.Errorf("%d are read, with the items %v, %v", read, found, err)
	}
}

// TestItemArena: each item has a place of its own, and one that is alone shares no memory with others.
func TestItemArena(t *testing.T) {
	t.Parallel()
	for _, alone := range []bool{true, false} {
		a := &itemArena{alone: alone}
		var items []*storage.Item
		for i := range 200 {
			items = append(items, a.add(storage.Item{CAS: uint64(i)}))
			if alone && cap(a.free) > 0 {
				t.Fatal("there is memory for another item")
			}
		}
		for i, item := range items {
			if item.CAS != uint64(i) {
				t.Errorf("alone is %v: item %d is %d", alone, i, item.CAS)
			}
		}
	}
}
