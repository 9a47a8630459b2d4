//go:build !unix

package main

import "os"

func neverStop() {}

func inForeground(*os.File) bool { return true }

func watchHangUp(*os.File, func()) {}

func hangUp(p *os.Process) error { return p.Kill() }
