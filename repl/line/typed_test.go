package line

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
)

// suggests is an editor's configuration that knows a few lines.
func suggests(c *Config) {
	c.Suggest = func(line string) Suggestion {
		for _, known := range []string{"status", "set info value", "say 日本語 and much more than fits", "two\nlines"} {
			if rest, ok := strings.CutPrefix(known, line); ok {
				return Suggestion{Text: rest}
			}
		}
		switch line {
		case "panic":
			panic("in a suggestion")
		case "hint ":
			return Suggestion{Text: "KEY VALUE", Hint: true}
		case "acts":
			return Suggestion{Text: "\x1b[2J"}
		case "mark":
			return Suggestion{Text: "\u0301x"}
		}
		return Suggestion{}
	}
}

// screenOf returns the rows that are used, and the cursor's column.
func (b *bench) screenOf() (rows []string, x int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	rows, _ = b.term.Lines()
	x, _ = b.term.Cursor()
	return rows[2:used(rows)], x
}

// What is suggested is behind the cursor in its row, and nowhere where it has no place.
func TestSuggestionIsShown(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, keys string
		cols       int
		rows       string
		x          int
	}{
		{"the rest of a line", "st", 40, "> status", 4},
		{"nothing for an empty line", "", 40, ">", 2},
		{"nothing that is known", "stx", 40, "> stx", 5},
		{"a hint", "hint ", 40, "> hint KEY VALUE", 7},
		{"not within the line", "st\x02", 40, "> st", 3},
		{"cut at the end of the row", "sa", 14, "> say 日本語 …", 4},
		{"cut before a wide character", "sa", 12, "> say 日本…", 4},
		{"in the last column", "set info ", 12, "> set info …", 11},
		{"in the first column of a row", "set info v", 12, "> set info v|alue", 0},
		{"a line of several lines", "tw", 40, "> two⏎lines", 4},
		{"none after a paste", "\x1b[200~st\x1b[201~", 40, "> st", 4},
		{"again after a key", "\x1b[200~s\x1b[201~t", 40, "> status", 4},
		{"none after Tab", "st\t", 40, "> st", 4},
		{"none in a search", "st\x12", 40, "(reverse-i-search)`': st|s", 24},
		{"none after a line was recalled", "\x1b[A", 40, "> s", 3},
		{"none after Esc in vi's keys", "st\x1b", 40, "> st", 3},
		{"nothing of it stays", "st\r", 40, "> st|%|>", 2},
		{"nothing of it stays after Ctrl-C", "st\x03", 40, "> st^C|%|>", 2},
		{"a panic", "panic", 40, "> panic", 7},
		{"what acts", "acts", 40, "> acts", 6},
		{"what would change the line", "mark", 40, "> mark", 6},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				more := func(c *Config) {
					suggests(c)
					c.Vi = strings.Contains(tt.name, "vi's")
				}
				b := newBenchWith(more, tt.cols, 8, "> ", true, true, "s")
				defer b.close()
				b.keys(tt.keys)
				if rows, x := b.screenOf(); strings.Join(rows, "|") != tt.rows || x != tt.x {
					t.Errorf("the screen is %q with the cursor in column %d, want %q and %d", rows, x, tt.rows, tt.x)
				}
			})
		})
	}
}

// A window that becomes narrower leaves nothing of a suggestion behind.
func TestSuggestionInANarrowerWindow(t *testing.T) {
	t.Parallel()
	for _, term := range terminals {
		synctest.Test(t, func(t *testing.T) {
			b := newBenchWith(suggests, 40, 40, "> ", term.tmux, term.flow)
			defer b.close()
			b.keys("say")
			b.resize(8, 40)
			b.keys(" ")
			if rows, _ := b.screenOf(); !slices.Equal(rows[len(rows)-1:], []string{"> say …"}) || strings.Contains(strings.Join(rows, ""), "much") {
				t.Errorf("%s: %q", term.name, rows)
			}
		})
	}
}

// What a key of a suggestion, and any other key of the editor, makes of the line.
func TestKeysInALine(t *testing.T) {
	t.Parallel()
	history := []string{"set a 1", "get b", "set a 2", "set c '3 4'", "get b", "quit"}
	const up, down, right, end, paste, pasted = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[F", "\x1b[200~", "\x1b[201~"
	for _, tt := range []struct{ name, keys, want string }{
		{"Right takes it", "st|" + right, "status"},
		{"End takes it", "st|" + end, "status"},
		{"Ctrl-E takes it", "st|\x05", "status"},
		{"Alt-F takes a word", "set|\x1bf!", "set info!"},
		{"Alt-F twice", "set|\x1bf|\x1bf", "set info value"},
		{"Right takes no hint", "hint |" + right + "x", "hint x"},
		{"Right within the line", "st|\x02\x02" + right + "x", "sxt"},
		{"Right before it was shown", "st" + right + "x", "stx"},
		{"Right after a paste", paste + "st" + pasted + "|" + right + "x", "stx"},
		{"several lines", "tw|" + right, "two\nlines"},

		{"Up on an empty line", up + up, "get b"},
		{"Up by what was typed", "set" + up, "set c '3 4'"},
		{"and again", "set" + up + up + up, "set a 1"},
		{"and down", "set" + up + up + up + down, "set a 2"},
		{"and back", "set x" + up + down, "set x"},
		{"to what was typed", "set" + up + up + down + down + "!", "set!"},
		{"nothing older", "set" + up + up + up + up, "set a 1"},
		{"nothing like it", "xyz" + up + "!", "xyz!"},
		{"by what is before the cursor", "set zzz" + strings.Repeat("\x02", 4) + up, "set c '3 4'"},
		{"another line after a change", "set" + up + "\x15get" + up, "get b"},
		{"the same line once", "get" + up + up + "!", "get b!"},
		{"Ctrl-P is the line before", "set\x10", "quit"},

		{"Alt-. inserts the last argument", "ls \x1b.", "ls b"},
		{"and that of the line before", "ls \x1b.\x1b.", "ls 4'"},
		{"and of the one before that", "ls \x1b.\x1b.\x1b.", "ls 2"},
		{"no further than there is", "ls " + strings.Repeat("\x1b.", 9), "ls 1"},
		{"in the middle of the line", "ls x\x02\x1b.", "ls bx"},
		{"once more behind it", "ls \x1b. \x1b.", "ls b b"},

		{"undo of a word", "one two\x1f", "one "},
		{"undo of two", "one two\x1f\x1f", ""},
		{"undo as Ctrl-X Ctrl-U", "one two\x18\x15", "one "},
		{"undo of a paste", "one " + paste + "two three" + pasted + "\x1f", "one "},
		{"undo of what was deleted", "one two\x17\x1f", "one two"},
		{"undo of backspaces", "one two\x7f\x7f\x7f\x1f", "one two"},
		{"undo of a suggestion", "st|" + right + "\x1f", "st"},
		{"undo of a recalled line", "set" + up + "\x1f", "set"},
		{"up again after that", "set" + up + up + "\x1f\x1f" + up, "set c '3 4'"},
		{"undo after the cursor moved", "ab\x02x\x1f", "ab"},
		{"undo of a search", "one \x12set a\t|\x1f", "one "},
		{"undo with nothing to undo", "\x1f\x1fx", "x"},
		{"Ctrl-X and another key", "a\x18b", "ab"},
		{"an editor that there is not", "ab\x18\x05c", "abc"},
	} {
		t.Run(tt.name, func(t *testing.T) { typeLine(t, suggests, tt.keys, tt.want, history...) })
	}
}

// typeLine types keys, with a pause at each bar, and Enter, and compares the line that is read.
func typeLine(t *testing.T, more func(*Config), keys, want string, history ...string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := newBenchWith(more, 60, 8, "> ", true, true, history...)
		defer b.close()
		for part := range strings.SplitSeq(keys, "|") {
			b.keys(part)
		}
		if err := b.check(nil); err != nil {
			t.Error(err)
		}
		b.keys("\r")
		if len(b.got) != 1 || b.got[0] != want {
			t.Errorf("%q becomes %q, want %q", keys, b.got, want)
		}
	})
}

func TestKeysOfVi(t *testing.T) {
	t.Parallel()
	history := []string{"get b", "set a 1"}
	more := func(c *Config) { c.Vi = true }
	for _, tt := range []struct{ name, keys, want string }{
		{"text is text", "dd x", "dd x"},
		{"append", "ab\x1b|ac", "abc"},
		{"one undo of cw and what was typed", "ls abc def\x1b|0wcwtwo words\x1b|u", "ls abc def"},
		{"one undo each", "ls abc def\x1b|0cwx\x1b|wcwy z\x1b|u", "x abc def"},
		{"undo of both", "ls abc def\x1b|0cwx\x1b|wcwy z\x1b|uu", "ls abc def"},
		{"one undo of cc", "ab c\x1b|ccx y z\x1b|u", "ab c"},
		{"one undo of s", "ab c\x1b|0sx y\x1b|u", "ab c"},
		{"one undo of C", "ab c\x1b|0Cx\x7fy z\x1b|u", "ab c"},
		{"undo of what is appended after C", "ab\x1b|0Cx y\x1b|az\x1b|u", "x y"},
		{"C at the end of an empty line", "\x1b|Cab\x1b|u", ""},
		{"insert", "ab\x1b|ic", "acb"},
		{"at the start and the end", "b\x1b|Ia\x1b|Ac", "abc"},
		{"Esc and a key at once", "ab\x1bx", "a"},
		{"characters", "abcd\x1b|hhix", "axbcd"},
		{"words", "one two three\x1b|bbix", "one xtwo three"},
		{"words of any characters", "a/b c/d\x1b|Bix", "a/b xc/d"},
		{"the end of a word", "one two\x1b|0eax", "onex two"},
		{"delete a character", "abc\x1b|0x", "bc"},
		{"delete several", "abcd\x1b|03x", "d"},
		{"delete a word", "one two\x1b|0dw", "two"},
		{"delete two words", "one two three\x1b|0d2w", "three"},
		{"delete back", "one two\x1b|db", "one o"},
		{"delete to the end", "one two\x1b|0wD", "one "},
		{"delete all", "one two\x1b|ddx\x1b|ix", "x"},
		{"change a word", "one two\x1b|0cwsix", "six two"},
		{"change a word of one letter", "a b\x1b|0cwsix", "six b"},
		{"change the last letter", "one\x1b|cwx", "onx"},
		{"change two words", "one two three\x1b|0c2wx", "x three"},
		{"change the line", "one two\x1b|ccsix", "six"},
		{"change to the end", "one two\x1b|0wCsix", "one six"},
		{"delete up to a character", "a=b=c\x1b|0df=", "b=c"},
		{"delete before a character", "a=b=c\x1b|0dt=", "=b=c"},
		{"the next one", "a=b=c\x1b|0f=;x", "a=bc"},
		{"and back", "a=b=c\x1b|0f=;,x", "ab=c"},
		{"replace", "abc\x1b|0rx", "xbc"},
		{"replace two", "abc\x1b|02rx", "xxc"},
		{"put", "one two\x1b|0dw$p", "twoone "},
		{"put before", "ab\x1b|xP", "ba"},
		{"yank", "one two\x1b|0yw$p", "one twoone "},
		{"another case", "ab\x1b|0~~", "AB"},
		{"undo", "one two\x1b|dd|u", "one two"},
		{"the history", "\x1b|kk", "get b"},
		{"and newer", "\x1b|kkj", "set a 1"},
		{"a search", "\x1b|/get", "get b"},
		{"substitute", "abc\x1b|0sx", "xbc"},
		{"nothing there", "\x1b|xdwdbp~hl0$", ""},
		{"given up", "ab\x1b|d\x1b|x", "a"},
		{"what waits is given up", "abc\x1b|0f\x7fx", "bc"},
		{"arrows", "ab\x1b|\x1b[Dix", "xab"},
		{"no key of it", "ab\x1b|zx", "a"},
		{"wide", "日本語\x1b|hx", "日語"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			typeLine(t, more, tt.keys, tt.want, history...)
		})
	}
}

// Ctrl-X Ctrl-E opens the line in an editor, and reads on with what was saved.
func TestEditor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, keys, saved, opened, want string }{
		{"saved", "one\x18\x05|\r", "two\n", "one", "two"},
		{"edited on", "one\x18\x05|!\r", "two", "one", "two!"},
		{"of several lines", "one\x1b\rtwo\x18\x05|\r", "a\r\n\tb\n\n", "one\ntwo", "a\n\tb"},
		{"what acts is dropped", "\x18\x05|\r", "a\x1b[2J\x00\uf8d3b\xff", "", "a[2Jb?"},
		{"undone", "one\x18\x05|\x1f\r", "two", "one", "one"},
		{"the line that was found", "\x12ol\x18\x05|\r", "new", "old", "new"},
		{"nothing is left", "one\x18\x05|\r", "", "one", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var opened []string
				b := newBenchWith(func(c *Config) {
					c.Edit = func(_ context.Context, line string) string {
						opened = append(opened, line)
						return tt.saved
					}
				}, 40, 8, "> ", true, true, "old")
				defer b.close()
				keys, rest, _ := strings.Cut(tt.keys, "|")
				b.keys(keys)
				if err := b.check(nil); err != nil {
					t.Error(err)
				}
				b.keys(rest)
				if !slices.Equal(opened, []string{tt.opened}) || !slices.Equal(b.got, []string{tt.want}) {
					t.Errorf("%q was opened, and %q read", opened, b.got)
				}
			})
		})
	}
}

// A secret goes to no editor, is not suggested, and nothing of it comes back by undo.
func TestSecretLine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBenchWith(func(c *Config) {
			suggests(c)
			c.Vi = true
			c.Edit = func(_ context.Context, line string) string { t.Error("it is opened"); return line }
			c.Styles = func(string, int) []Span { t.Error("it has colours"); return nil }
			c.Suggest = func(string) Suggestion { t.Error("something is suggested"); return Suggestion{} }
		}, 40, 8, "> ", true, true, "old")
		b.hide.Store(true)
		b.keys("\r") // the line that is read already
		b.keys("st\x18\x05\x1b[C\x1b[A\x1b.a")
		if rows, _ := b.screenOf(); rows[len(rows)-1] != ">" {
			t.Errorf("it is shown: %q", rows)
		}
		b.hide.Store(false)
		b.e.config.Styles, b.e.config.Suggest = nil, nil
		b.keys("\r")
		b.keys("\x1f\x1f\x19x\r")
		b.close()
		if want := []string{"", "sta", "x"}; !slices.Equal(b.got, want) {
			t.Errorf("%q was read, want %q", b.got, want)
		}
	})
}

// An answer is edited as a line is, but neither recalled, searched for, completed nor suggested, and
// what is typed next is again.
func TestAnswerLine(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, keys string }{
		{"Up", "\x1b[A"}, {"Ctrl-P", "\x10"}, {"what begins so", "\x1b[5~"}, {"a search", "\x12"}, {"an argument", "\x1b."}, {"Tab", "\t"}, {"an editor", "\x18\x05"}, {"the rest", "\x1b[C"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBenchWith(func(c *Config) {
					suggests(c)
					c.Edit = func(_ context.Context, line string) string { t.Error("it is opened"); return line }
				}, 40, 8, "> ", true, true, "st old")
				b.ask.Store(true)
				b.keys("\r") // the line that is read already
				for _, typed := range []string{"", "st"} {
					b.keys(typed + tt.keys)
					if rows, _ := b.screenOf(); rows[len(rows)-1] != strings.TrimSpace("> "+typed) {
						t.Errorf("%q: it shows %q", typed, rows)
					}
				}
				b.ask.Store(false)
				b.keys("ay\x02\x02\r")
				b.keys("\x1b[A\r")
				b.close()
				if want := []string{"", "stay", "stay"}; !slices.Equal(b.got, want) {
					t.Errorf("%q was read, want %q", b.got, want)
				}
			})
		})
	}
}
