package formattest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// Caches returns n items that applications cache beside their sessions, of which none is a session: what
// script prints, which is caches.py. It skips the test if there is no python3.
func Caches(t testing.TB, script string, n int) []Item {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skipf("there is no python3: %v", err)
	}
	out, err := exec.Command(python, script, strconv.Itoa(n)).Output()
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	items := make([]Item, 0, n)
	for line := range bytes.Lines(out) {
		var item struct {
			Key   string
			Flags uint32
			Value []byte
		}
		if err := json.Unmarshal(line, &item); err != nil {
			t.Fatal(err)
		}
		items = append(items, Item{Key: item.Key, Flags: item.Flags, Value: item.Value})
	}
	if len(items) != n {
		t.Fatalf("%s prints %d items", script, len(items))
	}
	return items
}

// StoreCaches writes the commands that store n items: those of 5000 [Caches], each under many keys that
// differ at the end, with at most 300 bytes of the value.
func StoreCaches(t testing.TB, script string, w *bufio.Writer, n int) {
	t.Helper()
	const kinds, longest, varied = 5000, 300, 3
	for _, item := range Caches(t, script, kinds) {
		head := item.Key
		if end := head[max(0, len(head)-varied):]; strings.Trim(end, "abcdefghijklmnopqrstuvwxyz0123456789") == "" {
			head = strings.TrimSuffix(head, end)
		}
		value := item.Value[:min(len(item.Value), longest)]
		for i := range n / kinds {
			fmt.Fprintf(w, "set %s%03x %d 3600 %d noreply\r\n%s\r\n", head, i, item.Flags, len(value), value)
		}
	}
}
