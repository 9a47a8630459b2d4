//go:build unix

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// A work is what the tools do in turn. Each is checked for whether it has done it, and all of it.
type work struct {
	name, command string
	before        func()
	// done reports whether a tool has done the work, by what it has printed. instead is what it has done
	// if that says more than no or, beside ok, what it has left undone.
	done func(t tool, out []byte) (ok bool, instead string)
	// leaves returns what a tool that has done the work leaves undone at other times; "": nothing. It
	// can be nil.
	leaves func(t tool) string
}

func (s *beside) works() []work {
	whole := func(n int) (bool, string) {
		if n == s.n {
			return true, ""
		}
		return false, grouped(n) + " of " + grouped(s.n)
	}
	return []work{
		{"list all", "list", nil, func(_ tool, out []byte) (bool, string) { return whole(bytes.Count(out, []byte("\n"))) }, nil},
		{"count them", "count", nil, func(_ tool, out []byte) (bool, string) { return whole(lastNumber(out)) }, s.listsPart},
		{"find one by a value in it", "find", nil, func(_ tool, out []byte) (bool, string) { return bytes.Contains(out, []byte(s.id(s.n-1))), "" }, s.listsPart},
		{"read one", "read", nil, func(_ tool, out []byte) (bool, string) {
			if bytes.IndexByte(out, 0x80) >= 0 {
				return false, "as bytes"
			}
			return bytes.Contains(out, []byte("name-5")), ""
		}, nil},
		{"change a key of one", "change", func() { s.put(5, 5) }, func(tool, []byte) (bool, string) {
			if !s.holds(7) {
				return false, ""
			}
			if s.ttl(5) <= 0 {
				return true, "then lives for ever"
			}
			return true, ""
		}, nil},
		{"dump all to a file", "dump", nil, func(t tool, _ []byte) (bool, string) {
			out, _, err := s.run(t.commands["dumped"])
			if err != nil {
				s.b.Fatalf("%s: %v", t.name, err)
			}
			return whole(lastNumber(out))
		}, s.listsPart},
		{"restore them", "restore", s.empty, func(tool, []byte) (bool, string) { return whole(s.listed()) }, s.restoresBlindly},
	}
}

// lastNumber returns the last number in a text; 0 if there is none.
func lastNumber(text []byte) (n int) {
	for _, field := range strings.Fields(strings.ReplaceAll(string(text), ",", "")) {
		if i, err := strconv.Atoi(field); err == nil {
			n = i
		}
	}
	return n
}

// listsPart: a tool whose listing was seen to leave sessions out may leave them out of whatever it does
// by that listing.
func (s *beside) listsPart(t tool) string {
	if !s.did[[2]string{"list", t.name}] {
		return "by a listing that is not whole"
	}
	return ""
}

// restoresBlindly restores all once more, where all are there and one is another by now. A tool has to
// leave that one alone, and to say that it has not restored it.
func (s *beside) restoresBlindly(t tool) string {
	s.put(5, 99)
	out, _, err := s.run(t.commands["restore"] + " 2>&1")
	switch {
	case !s.holds(99):
		return "over what is there"
	case err == nil && len(bytes.TrimSpace(out)) == 0:
		return "replies unread"
	}
	return ""
}

// cost does a work with each tool, and returns the row of the table.
func (s *beside) cost(w work) []string {
	cells := []string{w.name}
	own, best := time.Duration(0), time.Duration(0)
	for i, t := range s.tools {
		command := t.commands[w.command]
		if command == "" {
			cells = append(cells, "-")
			continue
		}
		if w.before != nil {
			w.before()
		}
		out, of, err := s.run(command)
		ok, instead := w.done(t, out)
		ok = ok && err == nil
		if ok && instead == "" && w.leaves != nil {
			instead = w.leaves(t)
		}
		s.did[[2]string{w.command, t.name}] = ok
		s.b.Logf("%s: %s: %v, %v, %v of the processor: %s", w.name, t.name, err, of.time, of.cpu, instead)
		switch {
		case !ok && instead == "":
			cells = append(cells, "no")
			continue
		case !ok:
		case i == 0:
			own = of.cpu
		case instead == "" && (best == 0 || of.cpu < best): // it has done all of the work
			best = of.cpu
		}
		cell := fmt.Sprintf("%s (%s)", short(of.cpu), short(of.time))
		if instead != "" {
			cell += ", " + instead
		}
		cells = append(cells, cell)
	}
	return append(cells, againstBest(own, best))
}

// againstBest returns how sessh compares with the best of the others.
func againstBest(own, best time.Duration) string {
	switch {
	case own == 0:
		return "**missed**: it fails"
	case best == 0:
		return "alone"
	case own > best:
		return fmt.Sprintf("%.1f x, **missed**", float64(own)/float64(best))
	}
	return fmt.Sprintf("%.2f x", float64(own)/float64(best))
}

// An ability is what a tool does or does not do, as was seen.
type ability struct {
	name string
	of   func(t tool) bool
}

func (s *beside) abilities() []ability {
	did := func(work string) func(tool) bool {
		return func(t tool) bool { return s.did[[2]string{work, t.name}] }
	}
	return []ability{
		{"lists every session", did("list")},
		{"finds a session by a value in it", did("find")},
		{"shows the values of a session", did("read")},
		{"changes one key", did("change")},
		{"and the session lives as long as it did", s.keepsTime},
		{"writes nothing over what another program has just written", s.minds},
		{"restores all from a file", did("restore")},
		{"and says what it could not restore", func(t tool) bool { return did("restore")(t) && s.restoresBlindly(t) == "" }},
	}
}

func (s *beside) ability(a ability) []string {
	cells := []string{a.name}
	for _, t := range s.tools {
		if a.of(t) {
			cells = append(cells, "yes")
		} else {
			cells = append(cells, "no")
		}
	}
	return cells
}

func (s *beside) keepsTime(t tool) bool {
	if t.commands["change"] == "" {
		return false
	}
	s.put(5, 5)
	_, _, err := s.run(t.commands["change"])
	return err == nil && s.holds(7) && s.ttl(5) > 0
}

// minds reports whether a tool that has read a session does not write over what was written since.
func (s *beside) minds(t tool) bool {
	if t.commands["late"] == "" {
		return false
	}
	s.put(5, 5)
	cmd := exec.Command("sh", "-c", t.commands["late"])
	in, err := cmd.StdinPipe()
	if err != nil {
		s.b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		s.b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		s.b.Fatal(err)
	}
	r := bufio.NewReader(out)
	if _, err := r.ReadString('\n'); err != nil {
		s.b.Fatalf("%s has read nothing: %v", t.name, err)
	}
	s.put(5, 99)
	_, _ = io.WriteString(in, "\n")
	_ = in.Close()
	_, _ = io.Copy(io.Discard, r)
	_ = cmd.Wait()
	return s.holds(99)
}

// put stores a session with a total, and two hours to live.
func (s *beside) put(i, total int) {
	value := s.value(i, total)
	s.server.Ask(fmt.Sprintf("set %s 1 7200 %d\r\n%s\r\n", s.key(i), len(value), value), "STORED")
}

// holds reports whether session 5 has a total, and is else what it was.
func (s *beside) holds(total int) bool {
	out, err := exec.Command("sh", "-c", s.tools[0].commands["read"]).Output()
	text := strings.ReplaceAll(string(out), ",", "")
	for _, part := range []string{fmt.Sprintf("\"total\": %d\n", total), `"name-5"`, `"a-5"`} {
		if err != nil || !strings.Contains(text, part) {
			return false
		}
	}
	return true
}

// ttl returns the seconds that a session has left; -1 if it lives for ever.
func (s *beside) ttl(i int) int {
	reply := s.server.Ask("mg "+s.key(i)+" t\r\n", "")
	_, seconds, _ := strings.Cut(strings.TrimSpace(reply), " t")
	n, err := strconv.Atoi(seconds)
	if err != nil {
		s.b.Fatalf("%q", reply)
	}
	return n
}

// empty empties the server. What is stored in the same second may count as older than that.
func (s *beside) empty() {
	s.server.Ask("flush_all\r\n", "OK")
	for now := s.clock(); s.clock() < now+2; {
		time.Sleep(10 * time.Millisecond)
	}
}

func (s *beside) clock() int {
	_, rest, _ := strings.Cut(s.server.Ask("stats\r\n", "END"), "STAT time ")
	seconds, _, _ := strings.Cut(rest, "\r")
	n, err := strconv.Atoi(seconds)
	if err != nil {
		s.b.Fatal(err)
	}
	return n
}

// listed returns how many sessions the server lists.
func (s *beside) listed() int {
	conn := s.server.Dial()
	defer conn.Close()
	fmt.Fprint(conn, "lru_crawler metadump hash\r\n")
	return awaitLine(s.b, conn, "END")
}

func grouped(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func short(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("%.0f us", d.Seconds()*1e6)
	case d < time.Second:
		return fmt.Sprintf("%.0f ms", d.Seconds()*1000)
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%.0f s", d.Seconds())
}
