package line

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
)

// TestCloseShowsNothing: closing the editor does not show the last line again, nor the answer to
// a question.
func TestCloseShowsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(20, 12, "> ", true, true)
		b.keys("quit\r")
		<-b.ended
		b.e.Close()
		synctest.Wait()
		lines, _ := b.term.Lines()
		if n := strings.Count(fmt.Sprint(lines), "quit"); n != 1 {
			t.Errorf("the line is shown %d times:\n%s", n, strings.Join(lines, "\n"))
		}
		b.in.Close()
		b.e.rl.Readline()
	})
}
