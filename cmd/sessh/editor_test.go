package main

import (
	"bufio"
	"fmt"
	"os"
	"os/signal"
)

// hearingEditor is an editor that says that it was interrupted, and makes a file 42
// when a line was typed. A shell's trap would not do: one that comes between two of its
// commands is run after the second, which waits for the line.
func hearingEditor() {
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	go func() {
		for range interrupts {
			fmt.Println("interrupted")
		}
	}()
	fmt.Print("say: ")
	if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	if err := os.WriteFile(os.Args[len(os.Args)-1], []byte("42\n"), 0o600); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
