package repl

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sessh/repl/line"
	"sessh/repl/typing"
)

// typed returns a shell at whose prompt a line is typed that continues those above it.
func typed(t testing.TB, above string) *Shell {
	t.Helper()
	sh := New(Options{Out: io.Discard, Server: "here:1", Embedded: true, Store: NewMemory()})
	t.Cleanup(func() { sh.Close(context.Background()) })
	sh.history = &line.History{}
	sh.above.Store(&above)
	sh.names.Keep()
	return sh
}

func runAll(t testing.TB, sh *Shell, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if err := sh.Run(context.Background(), text); err != nil {
			t.Fatal(err)
		}
	}
}

// listNow has the completion list the store, and waits for it.
func listNow(sh *Shell) {
	<-sh.names.List(sh.work.Root(), sh.options.Now())
}

// coloured writes a line with each span in brackets, after a letter for its colour.
func coloured(text string, all []line.Span) string {
	letters := map[string]string{"1": "B", "31": "R", "36": "C", "4": "U", "33": "Y", "32": "G", "35": "M", "2": "D", "7": "V"}
	at := make([]string, len(text))
	for _, s := range all {
		for i := s.From; i < s.To; i++ {
			at[i] = letters[s.SGR]
		}
	}
	var b strings.Builder
	for i := range at {
		if i == 0 || at[i] != at[i-1] {
			if i > 0 && at[i-1] != "" {
				b.WriteByte('>')
			}
			if at[i] != "" {
				b.WriteString(at[i] + "<")
			}
		}
		b.WriteByte(text[i])
	}
	if n := len(at); n > 0 && at[n-1] != "" {
		b.WriteByte('>')
	}
	return b.String()
}

// What is coloured in a line: B bold, R red, C cyan, U underlined, Y yellow, G green, M magenta,
// D dim, V reversed.
func TestColoursOfALine(t *testing.T) {
	sh := typed(t, "")
	runAll(t, sh, `set /Shop/s1/cart {"total": 12, "a b": [1]}`, "set /Shop/s10/cart/x 1", "cd /Shop/s1/cart")
	listNow(sh)
	for _, tt := range []struct{ line, want string }{
		{"ls", "B<ls>"},
		{"lss", "R<lss>"},
		{"sta", "sta"}, // stash, stats or status
		{"sta x", "R<sta> x"},
		{`\q`, `\q`},
		{"select x", "select x"},
		{"# why", "D<# why>"},
		{"get total", "B<get> U<total>"},
		{"get tot", "B<get> tot"},
		{"get nope", "B<get> Y<nope>"},
		{"get nope ", "B<get> Y<nope> "},
		{`get "a b"/0`, `B<get> U<"a b"/0>`},
		{`get "a b"/1`, `B<get> Y<"a b"/1>`},
		{"cd ..", "B<cd> U<..>"},
		{"commit total ..", "B<commit> U<total> U<..>"},
		{"cd /", "B<cd> U</>"},
		{"cd /Shop/s1", "B<cd> U</Shop/s1>"},
		{"cd /Shop/s2", "B<cd> Y</Shop/s2>"},
		{"cd /Shop/s2/cart", "B<cd> Y</Shop/s2/cart>"},
		{"cd /Nope", "B<cd> Y</Nope>"},
		{"ls t*", "B<ls> t*"},
		{"get /Shop/s1/cart/total@12:03", "B<get> U</Shop/s1/cart/total@12:03>"},
		{"ls --long", "B<ls> C<--long>"},
		{"ls --lo", "B<ls> C<--lo>"},
		{"ls --lo /", "B<ls> R<--lo> U</>"},
		{"ls -l -q", "B<ls> C<-l> R<-q>"},
		{"ls -=", "B<ls> R<-=>"},
		{"history 12", "B<history> C<12>"},
		{"find '.cart[0]' /", "B<find> G<'.cart[0]'> U</>"},
		{"set new 12", "B<set> Y<new> C<12>"},
		{"set total true", "B<set> U<total> M<true>"},
		{"set total hello 12", "B<set> U<total> hello 12"},
		{`set total {"a": [1, -2.5, "x:y", nul, null], "b`, `B<set> U<total> {B<"a">: [C<1>, C<-2.5>, G<"x:y">, nul, M<null>], G<"b>`},
		{"time ls --long /", "B<time> B<ls> C<--long> U</>"},
		{"time lss x", "B<time> R<lss> x"},
		{"cookie abc=def", "B<cookie> abc=def"},
		{">>> x = 1", "D<>>>> x = C<1>"},
		{"for k in data: print('x', r\"\\n\", None, 0xff, kin) # all", "M<for> k M<in> data: M<print>(G<'x'>, G<r\"\\n\">, M<None>, C<0xff>, kin) D<# all>"},
		{"data['x", "data[G<'x>"},
		{"x = '''a 'b", "x = G<'''a 'b>"},
		{"ls '", "B<ls> U<'>"},
		{"日本 x", "R<日本> x"},
	} {
		if got := coloured(tt.line, sh.Styles(tt.line, -1)); got != tt.want {
			t.Errorf("%s is %s, want %s", tt.line, got, tt.want)
		}
	}
	more := "set total {\n"
	sh.above.Store(&more)
	if got := coloured(`"a": 1}`, sh.Styles(`"a": 1}`, -1)); got != `B<"a">: C<1>}` {
		t.Errorf("a line that continues one is %s", got)
	}
	long := "set total [" + strings.Repeat("1,\n", mostAbove)
	sh.above.Store(&long)
	if got := sh.Styles("1]", 0); got != nil {
		t.Errorf("a line that continues very many has the colours %v", got)
	}
	sh.above.Store(nil)
	if got := sh.Styles("ls", 0); got != nil {
		t.Errorf("an answer has the colours %v", got)
	}
}

// The bracket at the cursor, or before it, and the one that it belongs to are reversed.
func TestBracketsOfALine(t *testing.T) {
	sh := typed(t, "")
	for _, tt := range []struct{ line, want string }{ // the cursor is at the bar
		{"x = f(a[1])|", "x = f_a[1]_"},
		{"x = f(a[1]|)", "x = f_a[1]_"},
		{"x = f(a|[1])", "x = f(a_1_)"},
		{"x = f(a|)", "x = f_a_"},
		{"x = (|", "x = ("},
		{"x = (]|", "x = (]"},
		{"x = [(]|", "x = [(]"},
		{"x = '(' + (')')|", "x = '(' + _')'_"},
		{"find '.a[|0]'", "find '.a_0_'"},
		{"find '.a[(|0]'", "find '.a[(0]'"},
		{`set k {"a": {}}|`, `set k _"a": {}_`},
		{"ls|", "ls"},
	} {
		text := strings.Replace(tt.line, "|", "", 1)
		shown := []byte(text)
		for _, s := range sh.Styles(text, strings.Index(tt.line, "|")) {
			if s.SGR == "7" {
				shown[s.From] = '_'
			}
		}
		if string(shown) != tt.want {
			t.Errorf("%s is %s, want %s", tt.line, shown, tt.want)
		}
	}
}

// What may follow a line: a name is taken by a key, a hint, in brackets here, is not.
func TestSuggestions(t *testing.T) {
	sh := typed(t, "")
	runAll(t, sh, `set /Shop/s1/cart {"total": 12, "a b": [1], "late": {"x": 1}}`, "set '/Shop/x y/p/k' 1", "set /Shop/s10/p/k 1", "set /Forum/a/p/k 1")
	listNow(sh)
	sh.history.Add("resolve --mine")
	sh.history.At("here:1")
	sh.history.Add("resolve --theirs")
	sh.history.At("other:1")
	sh.history.Add("resolve --edit x")
	sh.history.At("here:1")
	sh.history.Add("set pasted {\n\"a\": 1}")
	for _, tt := range []struct{ line, want string }{
		{"", ""},
		{" ", ""},
		{"res", "olve --theirs"},
		{"resolve --m", "ine"},
		{"resolve --ed", "it x"},
		{"set pas", "ted {\n\"a\": 1}"},
		{"cont", "ainers"},
		{"containers", ""},
		{"save", "point"},
		{"set ", "pasted {\n\"a\": 1}"},
		{"set k ", "(VALUE)"},
		{"set k v", ""},
		{"set k v ", ""},
		{"mv ", "(FROM TO)"},
		{"mv a ", "(TO)"},
		{"mv a b ", ""},
		{"rm ", "(PATH...)"},
		{"rm a ", "(PATH...)"},
		{"get ", "([PATH])"},
		{"diff ", "([PATH] | A B)"},
		{"diff a ", ""},
		{"find --type ", "(T)"},
		{"find --typ", "e"},
		{"find --type str", "ing"},
		{"find --type=str", "ing"},
		{"ls -", ""},
		{"ls --lo", "ng"},
		{"ls --long", ""},
		{"cd /Sh", "op/"},
		{"cd /Shop/", ""},
		{"cd /Shop/s", "1/"},
		{"cd /Shop/s1", ""},
		{"cd /Shop/x", ""}, // it would need quotes
		{"cd /Shop/nope", ""},
		{"get /Shop/s1/cart/t", "otal"},
		{"cd /Shop/s1/cart/t", ""}, // it is no folder
		{"cd /Shop/s1/cart/l", "ate/"},
		{"get '/Sho", ""},
		{"help promi", "ses"},
		{"help rollb", "ack"},
		{"time ls /Sh", "op/"},
		{"time mv ", "(FROM TO)"},
		{"time ", "(LINE)"},
		{"cookie abc ", ""},
		{"x = 1", ""},
		{"data['ca", ""},
		{"nope ", ""},
		{"# comm", ""},
		{`set "`, ""},
	} {
		s := sh.Suggest(tt.line)
		got := s.Text
		if s.Hint && got != "" {
			got = "(" + got + ")"
		}
		if strings.HasPrefix(tt.want, "(T") && strings.HasPrefix(got, "(T") {
			continue // the flag's name for its value
		}
		if got != tt.want {
			t.Errorf("%s is followed by %q, want %q", tt.line, got, tt.want)
		}
	}
	sh.above.Store(nil)
	if s := sh.Suggest("res"); s.Text != "" {
		t.Errorf("an answer is followed by %q", s.Text)
	}
}

// No line makes colours, suggestions or completion panic, and colours are within the line.
func TestAnyLine(t *testing.T) {
	sh := typed(t, "")
	runAll(t, sh, `set /Shop/s1/cart {"total": 12, "a b": [1]}`, "cd /Shop/s1")
	listNow(sh)
	part := rapid.SampledFrom([]string{"set", "get", "find", "ls", "time", "cookie", "stash", "x =", "data", ">>>", " ", "  ", "/", "Shop", "s1", "..", "-", "--", "--type", "=", "-l", "'", "\"", "\\", "{", "}", "[", "]", "(", ")", ":", ",", "1", "-2.5", "true", "日", "\n", "\t", "#", "\\x", "@12:03", "*", "é", "\ufffd"})
	rapid.Check(t, func(r *rapid.T) {
		all := rapid.SliceOfN(part, 0, 12).Draw(r, "parts")
		cut := rapid.IntRange(0, len(all)).Draw(r, "cut")
		above, text := strings.Join(all[:cut], ""), strings.Join(all[cut:], "")
		if above != "" {
			above += "\n"
		}
		a := &typing.Assistant{Commands: sh.commands, Lines: sh.lines, Names: sh.completer, History: sh.recalled}
		for at := -1; at <= len(text); at++ {
			for _, s := range a.Styles(above, text, at) {
				if s.From < 0 || s.From >= s.To || s.To > len(text) {
					r.Fatalf("%q has %v", text, s)
				}
			}
		}
		a.Suggest(above, text)
		a.Arguments(text)
		for at := range len(text) + 1 {
			sh.Complete(text, at)
		}
	})
}

// Nothing is suggested while a line is completed, which can wait for the server.
func TestSuggestionsDoNotWait(t *testing.T) {
	sh := typed(t, "")
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if s, all := sh.Suggest("sta"), sh.Styles("ls", 0); s.Text != "" || all != nil {
		t.Errorf("%q, %v", s.Text, all)
	}
}

// A listing that is too old says that something is there, but not that it is not.
func TestOldListing(t *testing.T) {
	now := time.Now()
	sh := typed(t, "")
	sh.completer.Now = func() time.Time { return now }
	runAll(t, sh, "set /Shop/s1/p/k 1", "commit")
	listNow(sh)
	for _, tt := range []struct {
		after time.Duration
		want  string
	}{{0, "B<cd> Y</Shop/s2>"}, {time.Hour, "B<cd> /Shop/s2"}} {
		now = now.Add(tt.after)
		if got := coloured("cd /Shop/s2", sh.Styles("cd /Shop/s2", -1)); got != tt.want {
			t.Errorf("after %v: %s, want %s", tt.after, got, tt.want)
		}
	}
	if got := coloured("cd /Shop/s1", sh.Styles("cd /Shop/s1", -1)); got != "B<cd> U</Shop/s1>" {
		t.Errorf("%s", got)
	}
}

func TestArguments(t *testing.T) {
	sh := typed(t, "")
	for text, want := range map[string][]string{
		"set /Shop/s1/k some text": {"/Shop/s1/k", "some text"}, "ls -l '/a b'": {"'/a b'"}, "ls": nil, "": nil, "nope a b": {"a", "b"},
		"time cd /Shop": {"/Shop"}, "x = data": {"=", "data"},
	} {
		if got := sh.Arguments(text); !slices.Equal(got, want) {
			t.Errorf("%s: %q", text, got)
		}
	}
}

// BenchmarkKey is what a key costs in a line of 80 characters: a suggestion and the colours,
// with a million ids and 10,000 lines that were typed. The first half of what is in each line of the history
// is in the line, too.
func BenchmarkKey(b *testing.B) {
	sh := typed(b, "")
	ids := make([]string, 1_000_000)
	for i := range ids {
		ids[i] = fmt.Sprintf("visitor-%024d", i)
	}
	sh.names.Add("Shop", ids...)
	sh.Complete("cd /Shop/visitor-1", 18) // which sorts them
	for i := range 10_000 {
		sh.history.Add(fmt.Sprintf("set /Shop/visitor-%024d/cart/total %d", i, i))
	}
	for name, text := range map[string]string{
		"command":   "set /Shop/visitor-000000000000000000777777/cart/items [1, 2, {\"sku\": \"tea\", \"n\": 3}]",
		"statement": "data['items'] = [x for x in session['cart']['items'] if x['price'] > 100 and x['n'] < 3]",
		"unknown":   "data of the visitor-000000000000000000777777 that no container has and that has no meaning",
		"expr":      "find '.cart.items[] | select(.price * .qty > 100 and .sku != \"tea\") | .sku' /Shop/visi",
	} {
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				n := i%len(text) + 1
				sh.Suggest(text[:n])
				sh.Styles(text[:n], n)
			}
		})
	}
}
