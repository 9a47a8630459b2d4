package pickled

import (
	"fmt"

	"sessh/session/format/pickle"
)

// ways are the ways in which Pythons pickle, by name. The usual one is what every
// Python 3 reads.
var ways = []struct {
	name string
	info pickle.Info
}{
	{"pickle4", pickle.Info{Protocol: 4}},
	{"pickle5", pickle.Info{Protocol: 5}},
	{"pickle3", pickle.Info{Protocol: 3}},
	{"pickle2", pickle.Info{Protocol: 2}},
	{"pickle1", pickle.Info{Protocol: 1}},
	{"pickle0", pickle.Info{Protocol: 0}},
	{"pickle2-python2", pickle.Info{Protocol: 2, Python2: true}},
	{"pickle1-python2", pickle.Info{Protocol: 1, Python2: true}},
	{"pickle0-python2", pickle.Info{Protocol: 0, Python2: true}},
}

// Ways are the names of the ways in which sessions are pickled: by their protocol,
// and whether it was Python 2, whose usual texts are bytes.
func Ways() []string {
	names := make([]string, len(ways))
	for i, w := range ways {
		names[i] = w.name
	}
	return names
}

// infoOf is the way of that name; the usual one for "".
func infoOf(name string) pickle.Info {
	for _, w := range ways {
		if w.name == name {
			return w.info
		}
	}
	return ways[0].info
}

// wayOf is the name of the way in which a pickle was written.
func wayOf(how any) string {
	info, ok := how.(pickle.Info)
	if !ok {
		return ""
	}
	name := fmt.Sprintf("pickle%d", info.Protocol)
	if info.Python2 {
		name += "-python2"
	}
	return name
}
