package control

import (
	"os/exec"
	"strings"
	"testing"

	"sessh/repl/setting"
	"sessh/repl/topics"
)

// The manual page has every command, flag and topic, and nothing that roff takes for a macro
// but the few that are meant.
func TestManualPage(t *testing.T) {
	t.Parallel()
	text := page(Commands())
	for _, c := range Commands() {
		if !strings.Contains(text, "\n.TP\n\\fB"+quoted(c.Name)+"\\fR") {
			t.Errorf("the command %s is missing", c.Name)
		}
	}
	for _, s := range setting.Table() {
		if s.In&setting.Flag != 0 && !strings.Contains(text, quoted("--"+s.Name)+"\\fR") {
			t.Errorf("--%s is missing", s.Name)
		}
	}
	for _, name := range topics.Names() {
		if !strings.Contains(text, "\n.SH "+strings.ToUpper(name)+"\n") {
			t.Errorf("the topic %s is missing", name)
		}
	}
	known := map[string]bool{".TH": true, ".SH": true, ".SS": true, ".TP": true, ".PP": true, ".RS": true, ".RE": true, ".nf": true, ".fi": true, ".B": true}
	for line := range strings.Lines(text) {
		macro, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if strings.HasPrefix(line, ".") && !known[macro] || strings.HasPrefix(line, "'") {
			t.Errorf("a line is a macro: %s", line)
		}
	}
}

// Programs that read manual pages find nothing wrong with it.
func TestManualPageIsRead(t *testing.T) {
	t.Parallel()
	for _, reader := range [][]string{{"mandoc", "-T", "lint", "-W", "error"}, {"groff", "-man", "-Tutf8", "-ww", "-z"}} {
		if _, err := exec.LookPath(reader[0]); err != nil {
			t.Logf("%s is not installed", reader[0])
			continue
		}
		cmd := exec.Command(reader[0], reader[1:]...)
		cmd.Stdin = strings.NewReader(page(Commands()))
		if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s: %v\n%s", reader[0], err, out)
		}
	}
}
