package session

import (
	"fmt"
	"reflect"

	"sessh/session/storage"
)

// ManyVerdicts has the root know the owners of many items, or of none.
func ManyVerdicts(r *Root, many bool) {
	for i := 0; many && i <= 10_000; i++ {
		r.catalog.Whose(&storage.Item{Key: fmt.Sprint("key-", i), Version: 1})
	}
}

// AbilitiesOf returns a store's abilities, with the stand-ins for those that it lacks.
var AbilitiesOf = storage.AbilitiesOf

// Beside returns what is pending in a session beside its data, by the names of the fields of beside:
// those that are not zero, as texts.
func Beside(s *Session) map[string]string {
	texts := make(map[string]string)
	b := reflect.ValueOf(s.beside)
	for i := range b.NumField() {
		f := b.Field(i)
		switch {
		case f.IsZero() || f.Kind() == reflect.Slice && f.Len() == 0:
		case f.Kind() == reflect.Pointer:
			texts[b.Type().Field(i).Name] = fmt.Sprint(f.Elem())
		case f.Kind() == reflect.Slice:
			texts[b.Type().Field(i).Name] = fmt.Sprint(f.Len())
		default:
			texts[b.Type().Field(i).Name] = fmt.Sprint(f)
		}
	}
	return texts
}

// BesideFields are the names of the fields of beside.
func BesideFields() (names []string) {
	for _, f := range reflect.VisibleFields(reflect.TypeFor[beside]()) {
		names = append(names, f.Name)
	}
	return names
}
