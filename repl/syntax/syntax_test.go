package syntax_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sessh/repl/syntax"
	"sessh/session/marked"
	"sessh/session/tree"
)

func TestSplit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, line string
		want       []string
		fails      bool
	}{
		{"blanks", "  ls \t /Shop  ", []string{"ls", "/Shop"}, false},
		{"nothing", " \t", nil, false},
		{"double quotes", `cd "/Shop/a visitor"/cart`, []string{"cd", "/Shop/a visitor/cart"}, false},
		{"single quotes", `set k 'it "is" \n so'`, []string{"set", "k", `it "is" \n so`}, false},
		{"escapes", `"\n\t\r\x1b\u00e9\U0001f600\"\\\/" a\ b \/`, []string{"\n\t\r\x1b\u00e9\U0001f600\"\\/", "a b", "/"}, false},
		{"what is not an escape stays in double quotes", `"\d+\.csv" "\bx\b" "\é\'\a\0" "a\*"`, []string{`\d+\.csv`, `\bx\b`, `\é\'\a\0`, `a\*`}, false},
		{"and loses its backslash outside of quotes", `\d+\.csv \b\a\0 a\*`, []string{"d+.csv", "ba0", "a*"}, false},
		{"two halves of a character, as in JSON", `"\ud83d\ude00!" \ud83d\uDE00`, []string{"\U0001f600!", "\U0001f600"}, false},
		{"an escape of itself", `\é\'`, []string{"é'"}, false},
		{"empty quotes", `"" ''`, []string{"", ""}, false},
		{"a quote that is open", `get "a b`, []string{"get", "a b"}, true},
		{"a single quote that is open", `get 'a b`, []string{"get", "a b"}, true},
		{"a backslash at the end", `get a\`, []string{"get", "a"}, true},
		{"a short escape", `"\x1" "\u12"`, []string{"x1", "u12"}, true},
		{"no character", `"\ud800"`, []string{"ud800"}, true},
		{"UTF-8", "日本 語", []string{"日本", "語"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			words, err := syntax.Split(tt.line)
			if (err != nil) != tt.fails {
				t.Errorf("error %v", err)
			}
			var got []string
			for _, w := range words {
				got = append(got, w.Text)
			}
			if strings.Join(got, "\x01") != strings.Join(tt.want, "\x01") || len(got) != len(tt.want) {
				t.Errorf("%q", got)
			}
		})
	}
	if _, err := syntax.Split(`a "b`); !errors.Is(err, syntax.ErrOpenQuote) || !strings.Contains(err.Error(), "column 3") {
		t.Error(err)
	}
	if w, err := syntax.Single("/Shop/a visitor"); err != nil || w.Text != "/Shop/a visitor" {
		t.Error(w, err)
	}
	if w, err := syntax.Single(""); err != nil || w.Text != "" {
		t.Error(w, err)
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]bool{"--long": true, "-l": true, "-": false, "x": false, "-80": false, "-1.5e3": false, `"-l"`: false, `\-l`: false, "--": true} {
		words, _ := syntax.Split(line)
		if words[0].Flag() != want {
			t.Errorf("%s is a flag: %v", line, !want)
		}
	}
}

func TestParsePath(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       string // names, ".." and "-" marked by < >, patterns by *
		absolute   bool
		slash      bool
	}{
		{"absolute", "/Shop/anna/cart", "Shop anna cart", true, false},
		{"relative", "cart/total", "cart total", false, false},
		{"root", "/", "", true, true},
		{"slashes and dots", "//a/./b//", "a b", true, true},
		{"up", "../..", "<..> <..>", false, false},
		{"up in quotes", `"../a b"`, "<..> a_b", false, false},
		{"the place before", "-", "<->", false, false},
		{"a name that is a dash", `\-`, "-", false, false},
		{"a name with a slash", `a\/b/c`, "a/b c", false, false},
		{"a name with a slash in quotes", `"a\/b/c d"`, "a/b c_d", false, false},
		{"names that are dots", `\./\.\.`, ". ..", false, false},
		{"an empty name", `a/""/b`, "a  b", false, false},
		{"an empty name at the end", `a/""`, "a ", false, false},
		{"a pattern", "a*/[b]/?", "a** [b]* ?*", false, false},
		{"no pattern in quotes", `"a*"/\?`, "a* ?", false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, err := syntax.Single(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			p := syntax.ParsePath(w)
			var names []string
			for _, e := range p.Elems {
				n := strings.ReplaceAll(e.Name, " ", "_")
				if e.Up || e.Previous {
					n = "<" + n + ">"
				}
				if e.Pattern {
					n += "*"
				}
				names = append(names, n)
			}
			if got := strings.Join(names, " "); got != tt.want || p.Absolute != tt.absolute || p.Slash != tt.slash {
				t.Errorf("%q %v %v", got, p.Absolute, p.Slash)
			}
		})
	}
}

func TestQuote(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"plain": "plain", "日本": "日本", "a b": `"a b"`, "": `""`, ".": `\.`, "..": `\.\.`, "...": "...", "-l": `"-l"`, "#x": `"#x"`, "a/b": `"a\/b"`, `a"b\`: `"a\"b\\"`, "a*": `"a*"`,
		"\x1b[2J": `"\x1b[2J"`, "\xff": `"\xff"`, "\u202e": `"\u202e"`, "\ufffd": `"\ufffd"`, "a\nb\tc\r": `"a\nb\tc\r"`, "\U000e0001": `"\U000e0001"`, "it's": `"it's"`,
	} {
		if got := syntax.Quote(name); got != want {
			t.Errorf("%q is quoted %s, not %s", name, got, want)
		}
	}
}

// A word that is no name keeps its slashes and dots.
func TestQuoteWord(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"plain": "plain", "": `""`, ".": ".", "../a": "../a", "/a/b": "/a/b", "a//b": "a//b", "/-a": `"/-a"`, "a b/c": `"a b/c"`, `a\/b`: `"a\\/b"`, "/\x1b": `"/\x1b"`, "a/*": `"a/*"`,
	} {
		if got := syntax.QuoteWord(word); got != want {
			t.Errorf("%q is quoted %s, not %s", word, got, want)
		}
	}
}

// Whatever is shown can be typed back.
func quoteRoundTrip(name string) string {
	words, err := syntax.Split("cd /C/" + syntax.Quote(name) + "/after")
	if err != nil || len(words) != 2 {
		return "it is not a word any more"
	}
	p := syntax.ParsePath(words[1])
	if len(p.Elems) != 3 || p.Elems[1].Name != name || p.Elems[1].Up || p.Elems[1].Pattern {
		return "it is another path"
	}
	if words, err = syntax.Split("cd " + syntax.Quote(name)); err != nil || len(words) != 2 || words[1].Flag() {
		return "it is a flag"
	}
	p = syntax.ParsePath(words[1])
	if len(p.Elems) != 1 || p.Elems[0].Name != name || p.Elems[0].Previous || p.Absolute {
		return "it is another path alone"
	}
	for _, r := range syntax.Quote(name) {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x202a && r <= 0x202e {
			return "it acts on the terminal"
		}
	}
	return ""
}

func TestNamesCanBeTypedBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
			rapid.StringOf(rapid.SampledFrom([]rune(`./\-"'*?[ #a`)))).Draw(t, "name")
		if wrong := quoteRoundTrip(name); wrong != "" {
			t.Fatalf("%q as %s: %s", name, syntax.Quote(name), wrong)
		}
	})
}

func FuzzPath(f *testing.F) {
	for _, s := range []string{"plain", "..", ".", "-", "a/b", "\xff\x00", `\"'`, "", "日本", "a*[", "\u202e"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if wrong := quoteRoundTrip(name); wrong != "" {
			t.Fatalf("%q as %s: %s", name, syntax.Quote(name), wrong)
		}
		typed, _ := syntax.Single(name)
		for _, w := range []syntax.Word{typed, syntax.PathArgument(name), syntax.Argument(name)} {
			if len(w.Literal) != len(w.Text) {
				t.Fatalf("%+v", w)
			}
			for _, e := range syntax.ParsePath(w).Elems {
				if e.Start < 0 || e.Start > len(w.Text) {
					t.Fatal(e)
				}
			}
		}
	})
}

func FuzzSplit(f *testing.F) {
	for _, s := range []string{"ls /Shop", `"a\x1"`, `'`, `\`, `set k {"a": [1, "b"]}`, "\xff \"\xfe", `"" '' x""y`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		words, _ := syntax.Split(line)
		end := 0
		for _, w := range words {
			if w.Start < end || w.End < w.Start || w.End > len(line) || len(w.Literal) != len(w.Text) {
				t.Fatalf("%q: %+v", line, w)
			}
			end = w.End
			w.Flag()
			syntax.ParsePath(w)
			v, ok := syntax.NewSplitter(line).Value(w.Start)
			if !ok || v.Start != w.Start || v.Text != line[v.Start:v.End] || len(v.Literal) != len(v.Text) || v.Open != 0 && v.End != len(line) {
				t.Fatalf("%q: %+v as a value", line, v)
			}
		}
	})
}

func TestReadRest(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, rest string
		how        syntax.Reading
		want       any // nil and fails: an error
		fails      bool
	}{
		{"integer", " 42 ", syntax.Auto, int64(42), false}, {"float", "1.50", syntax.Auto, 1.5, false}, {"bool", "true", syntax.Auto, true, false},
		{"quoted number", `"42"`, syntax.Auto, "42", false}, {"text", "stored in memcache", syntax.Auto, "stored in memcache", false}, {"text in single quotes", "'a b'", syntax.Auto, "a b", false},
		{"an apostrophe", "it's", syntax.Auto, "it's", false}, {"two quoted words", `"a" "b"`, syntax.Auto, `"a" "b"`, false}, {"quoted and more", `"a"b`, syntax.Auto, `"a"b`, false},
		{"a quote that is open", `"a b`, syntax.Auto, nil, true}, {"escapes", `"a\nb"`, syntax.Auto, "a\nb", false}, {"escapes that JSON does not have", `"\x1b"`, syntax.Auto, "\x1b", false},
		{"no escapes", `"\d+\.csv"`, syntax.Auto, `\d+\.csv`, false}, {"escapes of JSON alone", `"\b\f"`, syntax.Auto, "\b\f", false}, {"no escapes in a forced text", `"\d"`, syntax.String, `\d`, false},
		{"list", `[1, "a"]`, syntax.Auto, tree.NewList(1, "a"), false}, {"what looks like JSON", `{name} [x]`, syntax.Auto, `{name} [x]`, false}, {"a bracket", "[", syntax.Auto, nil, true}, {"JSON that is cut short", `{"a":`, syntax.Auto, nil, true}, {"forced text that is cut short", `{"a":`, syntax.String, `{"a":`, false},
		{"JSON in lines", "{\n \"a\": [1,\n2]}", syntax.Auto, mapOf("a", tree.NewList(1, 2)), false}, {"broken JSON in lines", "{\n \"a\": [1,\nls", syntax.Auto, nil, true}, {"text in lines", "[x]\n{", syntax.Auto, "[x]\n{", false}, {"broken JSON", `{"a":`, syntax.JSON, nil, true},
		{"forced text", "true", syntax.String, "true", false}, {"forced text in quotes", `"true"`, syntax.String, "true", false}, {"marked", `{"$bytes":"AP8="}`, syntax.Auto, tree.Bytes("\x00\xff"), false},
		{"bytes as they are shown", `b"\x00\xff\"\\ab"`, syntax.Auto, tree.Bytes("\x00\xff\"\\ab"), false}, {"no bytes", `b""`, syntax.Auto, tree.Bytes(""), false},
		{"not bytes: more behind it", `b"a" c`, syntax.Auto, `b"a" c`, false}, {"not bytes: a letter", `b"é"`, syntax.Auto, `b"é"`, false}, {"not bytes: open", `b"a`, syntax.Auto, `b"a`, false},
		{"hex", "00ff", syntax.Bytes, tree.Bytes("\x00\xff"), false}, {"hex with 0x", "0x00 ff", syntax.Bytes, tree.Bytes("\x00\xff"), false}, {"base64", "AP8=", syntax.Bytes, tree.Bytes("\x00\xff"), false},
		{"base64 without padding", "AP8", syntax.Bytes, nil, true}, {"hexadecimal digits of half a byte", "123", syntax.Bytes, nil, true}, {"neither", "zz", syntax.Bytes, nil, true}, {"no bytes", "!", syntax.Bytes, nil, true}, {"no hex", "0xzz", syntax.Bytes, nil, true}, {"a minus", "-80", syntax.Auto, int64(-80), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := syntax.ReadRest(tt.rest, tt.how)
			if (err != nil) != tt.fails || err == nil && !tree.Equal(got, tt.want) {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
	if syntax.Text([]byte("text")) != "text" || syntax.Text([]byte("\xff")) != any(tree.Bytes("\xff")) {
		t.Error("Text")
	}
}

func FuzzValue(f *testing.F) {
	for _, s := range []string{"42", `{"a":[1,2.5,null]}`, `{"$map":[[1,"x"]]}`, "text", "'x'", `"\x1b"`, `b"\xff"`, "1e400", strings.Repeat("[", 2000)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, how := range []syntax.Reading{syntax.Auto, syntax.String, syntax.JSON, syntax.Bytes} {
			v, err := syntax.ReadRest(text, how)
			if err != nil {
				continue
			}
			b, err := marked.Append(nil, v)
			if err != nil {
				t.Fatalf("%q was read, and cannot be stored: %v", text, err)
			}
			again, err := syntax.ReadValue(string(b), syntax.JSON)
			if err != nil || !tree.Equal(v, again) {
				t.Fatalf("%q is %v, and then %v (%v)", text, v, again, err)
			}
		}
	})
}

func mapOf(key string, value any) *tree.Map {
	m := tree.NewMap()
	if err := m.Set(key, value); err != nil {
		panic(err)
	}
	return m
}

func TestLines(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		lines []string
		more  int // how many of the lines want another one
	}{
		{"in one line", []string{`{"a": 1}`}, 0}, {"text", []string{"note"}, 0}, {"an object", []string{"{", `"a": 1`, "}"}, 2},
		{"nested", []string{`[{"a": [`, "1,", "", "2", `]}, {`, "}]"}, 5}, {"a bracket in a text", []string{"[", `"}]\"]"`, "]"}, 2},
		{"more behind it", []string{"[", "] 1"}, 1}, {"a command instead", []string{"{", "commit"}, 1}, {"like JSON", []string{"{a"}, 0},
		{"a text that is open", []string{`{"a`}, 0}, {"a name twice", []string{`{"a": 1,`, `"a": 2`}, 1}, {"closed too often", []string{"[]]"}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l syntax.Lines
			more := 0
			for _, line := range tt.lines {
				if !l.Add(line) {
					break
				}
				more++
			}
			if more != tt.more {
				t.Errorf("%d of the lines %q want another one, not %d", tt.more, tt.lines, more)
			}
		})
	}
}

// FuzzLines: a value that is typed in lines is whole at its last line, and not before.
func FuzzLines(f *testing.F) {
	for _, s := range []string{"{\n}", "[1,\n\"]\\\"\"\n]", "{\n\"a\": {\n}}", "[\n[", "[\n]\n]", "x\n", "{\"a\n\"}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var l syntax.Lines
		lines := strings.Split(text, "\n")
		more := 0
		for more < len(lines) && l.Add(lines[more]) {
			more++
		}
		v, err := syntax.ReadValue(text, syntax.JSON)
		if err != nil || !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") {
			return
		}
		if more >= len(lines) || strings.TrimSpace(strings.Join(lines[more+1:], "")) != "" {
			t.Fatalf("%q is %v, and %d of its %d lines want another one", text, v, more, len(lines))
		}
	})
}

func TestArguments(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       []string // the names of the path; ".." in < >, a pattern with a * behind it
	}{
		{"a blank", "/S/a b/c", []string{"S", "a b", "c"}},
		{"an apostrophe", "/S/it's", []string{"S", "it's"}},
		{"a quote", `/S/5" nail`, []string{"S", `5" nail`}},
		{"quotes around", `/S/"x"/c`, []string{"S", `"x"`, "c"}},
		{"single quotes around", "/S/'a b'", []string{"S", "'a b'"}},
		{"a backslash", `/S/App\User`, []string{"S", `App\User`}},
		{"as it is shown: a blank", `/S/"a b"/c`, []string{"S", "a b", "c"}},
		{"as it is shown: quotes", `/S/"\"x\""`, []string{"S", `"x"`}},
		{"as it is shown: a slash", `/S/"a\/b"/c`, []string{"S", "a/b", "c"}},
		{"as it is shown: a pattern", `/S/"a*"`, []string{"S", "a*"}},
		{"as it is shown: dots", `/S/\.\./\.`, []string{"S", "..", "."}},
		{"as it is shown: nothing", `/S/""/c`, []string{"S", "", "c"}},
		{"as it is shown: a dash", `"-l"`, []string{"-l"}},
		{"a slash", `/S/a\/b`, []string{"S", "a/b"}},
		{"a pattern", "/S/a*", []string{"S", "a**"}},
		{"up", "../x", []string{"<..>", "x"}},
		{"the root", "/", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := syntax.PathArgument(tt.text)
			if len(w.Literal) != len(w.Text) || w.Flag() {
				t.Errorf("%+v", w)
			}
			var got []string
			for _, e := range syntax.ParsePath(w).Elems {
				name := e.Name
				if e.Up {
					name = "<" + name + ">"
				}
				if e.Pattern {
					name += "*"
				}
				got = append(got, name)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%q", got)
			}
		})
	}
}

// Whatever is shown can be given back by another shell.
func TestNamesCanBeGivenBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
			rapid.StringOf(rapid.SampledFrom([]rune(`./\-"'*?[ #a`)))).Draw(t, "name")
		for path, at := range map[string]int{"/C/" + syntax.Quote(name) + "/after": 1, syntax.Quote(name): 0} {
			w := syntax.PathArgument(path)
			elems := syntax.ParsePath(w).Elems
			if len(elems) != 1+2*at || elems[at].Name != name || elems[at].Up || elems[at].Previous || elems[at].Pattern || w.Flag() {
				t.Fatalf("%q as %s is %+v", name, path, elems)
			}
		}
	})
}
