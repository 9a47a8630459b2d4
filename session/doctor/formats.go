package doctor

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"sessh/session/health"
	"sessh/session/tree"
)

// severalFormats finds containers whose name sessions in another format have as well.
func severalFormats(f *Facts) (found []health.Finding) {
	if f.Census == nil {
		return nil
	}
	others := make(map[string][]string)
	for _, n := range f.Census.Namesakes {
		others[n.Container] = append(others[n.Container], n.Format.Name())
	}
	for _, name := range slices.Sorted(maps.Keys(others)) {
		all := others[name]
		slices.Sort(all)
		own := ""
		if p := f.Census.Sessions[name]; p != nil {
			own = p.Format
		}
		found = append(found, health.Finding{
			Cause: "several-formats", Where: tree.ContainerPath(name).String(),
			Says:    fmt.Sprintf("beside sessions in format %s there are others of that name in format %s", own, strings.Join(all, ", ")),
			Means:   "Two applications, or two versions of one, each have sessions that the other one does not read.",
			Advice:  "Give each application a prefix or namespace of its own.",
			Figures: map[string]any{"format": own, "others": all},
		})
	}
	return found
}

// severalWays finds containers whose sessions are not all written by the same serializer.
func severalWays(f *Facts) (found []health.Finding) {
	for _, name := range f.containers() {
		ways := f.Ways[name]
		if len(ways) < 2 {
			continue
		}
		names := slices.Sorted(maps.Keys(ways))
		slices.SortStableFunc(names, func(a, b string) int { return ways[b] - ways[a] })
		read := 0
		var parts []string
		for _, way := range names {
			read += ways[way]
			parts = append(parts, fmt.Sprintf("%s (%d)", way, ways[way]))
		}
		advice := "Use the same serializer in all parts of the application."
		if ways["php"] > 0 || ways["php_serialize"] > 0 || ways["php_binary"] > 0 {
			advice = "Use the same session.serialize_handler in all parts of the application."
		}
		found = append(found, health.Finding{
			Cause: "several-serializers", Where: tree.ContainerPath(name).String(),
			Says:    fmt.Sprintf("%d sessions were read: they are written as %s", read, strings.Join(parts, ", ")),
			Means:   "A part of the application with another serializer takes such a session for an empty one, and overwrites it.",
			Advice:  advice,
			Figures: map[string]any{"read": read, "ways": ways},
		})
	}
	return found
}
