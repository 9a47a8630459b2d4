package keys

import "golang.org/x/sys/unix"

// inQueue asks a terminal how many bytes it holds; 0: it cannot be asked.
const inQueue = unix.TIOCINQ
