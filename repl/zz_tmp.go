package repl

type recording struct{}

func (sh *Shell) stopRecording() error { return nil }
func walkthroughCommands() []*command  { return nil }
