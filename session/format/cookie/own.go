package cookie

import "slices"

// Own is the form of an application of the user's own, whose cookies have the names, or any
// names if there are none. What it does to the id is not known: the ids are those that any of
// the frameworks would read.
func Own(names ...string) *Form {
	return &Form{Names: names, read: anyhow, write: rackOf, how: Unclear}
}

// anyhow reads what any of the frameworks does.
func anyhow(v value) (all []Candidate, failed error) {
	for _, read := range []func(value) ([]Candidate, error){plainly, rack, express, beaker, flask, koa, tomcat, spring, scs, laravel} {
		found, err := read(v)
		if err != nil {
			failed = err
		}
		for _, x := range found {
			if x.Signature == Invalid { // as this framework signs, but it may be another one
				x.Signature = Unchecked
			}
			i := slices.IndexFunc(all, func(y Candidate) bool { return x.ID == y.ID })
			if i < 0 {
				all = append(all, x)
			} else if x.Signature == Valid {
				all[i] = x
			}
		}
	}
	return all, failed
}
