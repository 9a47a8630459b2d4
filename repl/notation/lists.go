package notation

import "strings"

func List(names []string) string { return strings.Join(names, ", ") }
