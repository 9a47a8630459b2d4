//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"
)

// A spent is what a process and those that it has started have taken.
type spent struct {
	time, cpu time.Duration
	memory    int64 // bytes of the process itself, at the most; 0: not known
}

// peakOf returns the most memory that a process has used so far. What the kernel reports at the end
// includes the process that has started it.
func peakOf(pid int) int64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, rest, _ := bytes.Cut(status, []byte("VmHWM:"))
	line, _, _ := bytes.Cut(rest, []byte("kB"))
	kb, _ := strconv.ParseInt(string(bytes.TrimSpace(line)), 10, 64)
	return kb << 10
}

// watchPeak looks at a process until the returned function is called, which returns its peak.
func watchPeak(pid int) (end func() int64) {
	stop, peak := make(chan struct{}), make(chan int64)
	go func() {
		most := int64(0)
		for {
			most = max(most, peakOf(pid))
			select {
			case <-stop:
				peak <- most
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return func() int64 {
		close(stop)
		return <-peak
	}
}

func (s spent) report(b *testing.B) {
	b.ReportMetric(s.time.Seconds(), "s")
	b.ReportMetric(s.cpu.Seconds(), "cpu-s")
	b.ReportMetric(float64(s.memory)/(1<<20), "MB")
	b.ReportMetric(0, "ns/op")
}

// measured runs a command and counts the lines that it prints. If enough is not 0, it takes no more
// lines than these, as head does.
func measured(b *testing.B, cmd *exec.Cmd, enough int) (lines int, s spent) {
	b.Helper()
	var errors bytes.Buffer
	cmd.Stderr = &errors
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	peak := watchPeak(cmd.Process.Pid)
	var took time.Duration
	buf := make([]byte, 256<<10)
	for {
		n, err := out.Read(buf)
		lines += bytes.Count(buf[:n], []byte("\n"))
		if enough > 0 && lines >= enough && took == 0 {
			took = time.Since(began)
			break
		}
		if err != nil {
			break
		}
	}
	_ = out.Close()
	most := peak()
	err = cmd.Wait()
	if took == 0 {
		took = time.Since(began)
	}
	if err != nil && enough == 0 {
		b.Fatalf("%v: %v\n%s", cmd.Args, err, errors.Bytes())
	}
	return lines, spent{took, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), most}
}
