package setting

import (
	"slices"
	"strings"
	"testing"
)

// A setting has one name in each place, documentation, and a default that it can have.
func TestTable(t *testing.T) {
	t.Parallel()
	for _, in := range []Where{Flag, Top, Server} {
		seen := make(map[string]bool)
		for _, key := range keys(in) {
			if seen[key] {
				t.Errorf("%s is there twice", key)
			}
			seen[key] = true
		}
	}
	for _, s := range Table() {
		if s.Doc == "" || s.In == 0 || strings.HasSuffix(s.Doc, ".") {
			t.Errorf("%s: %q, in %d", s.Name, s.Doc, s.In)
		}
		if s.Default != "" && s.Check(s.Default) != nil {
			t.Errorf("%s cannot be %q", s.Name, s.Default)
		}
	}
	if slices.Contains(keys(Top), "server") {
		t.Error("server is a table, and cannot be a key as well")
	}
}

// The help lists every key, in 79 columns.
func TestHelp(t *testing.T) {
	t.Parallel()
	help := Help()
	for _, key := range slices.Concat(keys(Top), keys(Server)) {
		if !strings.Contains(help, "\n  "+key+" ") {
			t.Errorf("%s is not in the help", key)
		}
	}
	for line := range strings.Lines(help) {
		if len(line) > 80 {
			t.Errorf("%d columns: %s", len(line), line)
		}
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	f, err := Read("f", []byte("\ntimeout = '5s'\n[server]\nprod.address = 'a:1'\n[server.\"b.c\"]\naddress = ['x', \"y\"]\nread-only = true # yes\n[alias]\nll = 'ls -l'\n[[framework]]\nname = 'n'\n"))
	if err != nil {
		t.Fatal(err)
	}
	if v := f.Top["timeout"]; v.Line != 2 || !slices.Equal(v.Texts, []string{"5s"}) {
		t.Errorf("timeout is %+v", v)
	}
	if v := f.Servers["b.c"]["server"]; v.Line != 6 || !slices.Equal(v.Texts, []string{"x", "y"}) {
		t.Errorf("the address is %+v", v)
	}
	if v := f.Servers["prod"]["server"]; v.Line != 4 || !slices.Equal(v.Texts, []string{"a:1"}) {
		t.Errorf("the address is %+v", v)
	}
	if want := (Alias{Name: "ll", Text: "ls -l", Line: 9}); len(f.Aliases) != 1 || f.Aliases[0] != want {
		t.Errorf("the aliases are %+v", f.Aliases)
	}
}

// Every mistake names its line.
func TestReadMistakes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{"a = ", "f:1: "},
		{"a = 1\na = 2", "f:2: "},
		{"\ntimout = '5s'", "f:2: there is no setting timout"},
		{"timeout = 5", `f:1: timeout: it must be a duration in quotes, such as "5s"`},
		{"memory = '1 XB'", "f:1: memory: "},
		{"a.b = 1", "f:1: there is no setting a.b"},
		{"demo = true", "f:1: there is no setting demo"},
		{"[servr.prod]", "f:1: there is no setting servr.prod"},
		{"[server]\nprod = 'a:1'", "f:2: server.prod must be a table: [server.prod], with an address"},
		{"[[server]]", "f:1: there is no setting server"},
		{"[server.prod.x]", "f:1: there is no table server.prod.x"},
		{"[server.'a:1']\naddress = 'x'", `f:1: "a:1" cannot be the name of a server`},
		{"[server.p]\naddress = 5", "f:2: server.p.address: it must be a text in quotes, or a list of texts"},
		{"[server.p]\naddress = ['a', 5]", "f:2: server.p.address: it is not a list of texts"},
		{"[server.p]\naddress = {a = 1}", "f:2: server.p.address: it must be "},
		{"[server.p]\naddress = []", "f:2: [server.p] needs an address"},
		{"[server.p]\naddress = ''", "f:2: [server.p] needs an address"},
		{"\n[server.p]\ntls = true", "f:2: [server.p] needs an address"},
		{"[server]\n\np.tls = true", "f:3: [server.p] needs an address"},
		{"[server.p]\n[server.a]", "f:1: [server.p] needs an address"},
		{"[alias]\nx = ' '", "f:2: alias.x is not a text"},
		{"[alias]\nx = 3", "f:2: alias.x is not a text"},
		{"alias = 3", "f:1: there is no setting alias"},
	} {
		if _, err := Read("f", []byte(tt.text)); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%q: the error is %v, want %s", tt.text, err, tt.want)
		}
	}
}

// No text makes it panic.
func FuzzRead(f *testing.F) {
	f.Add("[server.p]\naddress = ['a']\n[alias]\nx = 'ls'\n")
	f.Add("server = {p = {address = 'a'}}")
	f.Add("[[framework]]\na.b = 1\n[x]\n")
	f.Fuzz(func(t *testing.T, text string) {
		if file, err := Read("f", []byte(text)); (file == nil) == (err == nil) {
			t.Errorf("%q: %v, %v", text, file, err)
		}
	})
}
