package codec

import (
	"fmt"
	"slices"
	"strings"

	"sessh/session/format/phpserialize"
	"sessh/session/format/unknown"
)

// codecs are those with names, for rows in files. Those that framework tables have beside
// them differ in how their sessions begin.
func codecs() []*Codec {
	return []*Codec{
		python, messagePack, marshal, anyJSON(),
		phpOwnPHP(), phpOwnBinary(), phpOwnSerialize(), phpIgbinary(), phpMessagePack(), phpJSON(),
		phpMessagePackSession(), yamlXS(), yamlSyck(), inGob(), gobOfOwnTypes(), flaskJSON(),
		laravelEncrypted(), railsMessagePack(), railsText(), expressEncrypted(),
		cgiDumper(), cgiStorable(), ApacheSession().Codecs[0], Catalyst().Codecs[0], Plack().Codecs[0], tomcat(), javaObject(), aspnet(), resty(), resty3(), fernet(),
	}
}

// envelopes are those with names.
func envelopes() []*Envelope {
	return []*Envelope{Bare, mediaWiki(), simpleSAML(), yii(), roundcube(), horde(), rails71, rails70, rails61, keyv(), cherryPy(), aiohttp(), scs(), scs1()}
}

func anyJSON() *Codec { return inJSON("JSON", `{"`) }

// Of returns the set of the codecs of those names, in the envelopes of those names, if any.
func Of(codecNames, envelopeNames []string) (*Set, error) {
	s := &Set{Neither: "it is by none of " + strings.Join(codecNames, ", ")}
	for _, name := range codecNames {
		c := codecNamed(name)
		if c == nil {
			return nil, unknown.New("codec", name, Names())
		}
		if c.Dialect == phpDialect {
			s.ArrayKey, s.Alike, s.Parted = phpArrayKey, phpAlike, phpParted
		}
		s.Empty = s.Empty || c.ID == string(phpserialize.PHP) || c.ID == string(phpserialize.PHPBinary)
		if len(codecNames) == 1 && len(c.Ways) == 1 && len(envelopeNames) < 2 && c.Sealed == "" { // it goes without saying
			only := *c
			only.Ways, c = nil, &only
		}
		s.Codecs = append(s.Codecs, c)
	}
	if len(s.Codecs) == 0 {
		return nil, fmt.Errorf("it has no codec: the codecs are %s", strings.Join(Names(), ", "))
	}
	known, around := envelopes(), []*Envelope(nil)
	for _, name := range envelopeNames {
		i := slices.IndexFunc(known, func(e *Envelope) bool { return e.Name == name })
		if i < 0 {
			return nil, unknown.New("envelope", name, EnvelopeNames())
		}
		around = append(around, known[i])
	}
	if len(around) > 0 {
		if err := s.fits(around); err != nil {
			return nil, err
		}
		s = s.In(around...)
	}
	return s, nil
}

// fits fails for a codec around which none of the envelopes can be.
func (s *Set) fits(around []*Envelope) error {
	for _, c := range s.Codecs {
		fits := func(e *Envelope) bool { return len(e.Around(c)) > 0 }
		if c.Sealed == "" && !slices.ContainsFunc(around, fits) {
			return fmt.Errorf("the codec %q is never in the envelope %q", c.ID, around[0].Name)
		}
	}
	return nil
}

func codecNamed(name string) *Codec {
	all := codecs()
	i := slices.IndexFunc(all, func(c *Codec) bool { return c.ID == name })
	if i < 0 {
		return nil
	}
	return all[i]
}

// Names returns the names of the codecs.
func Names() []string {
	var names []string
	for _, c := range codecs() {
		names = append(names, c.ID)
	}
	return names
}

// EnvelopeNames returns the names of the envelopes.
func EnvelopeNames() []string {
	var names []string
	for _, e := range envelopes() {
		names = append(names, e.Name)
	}
	return names
}

// Names returns what [Of] makes a set like this one of.
func (s *Set) Names() (codecs, envelopes []string) {
	for _, c := range s.Codecs {
		if !slices.Contains(codecs, c.ID) {
			codecs = append(codecs, c.ID)
		}
		if c.around != nil && !slices.Contains(envelopes, c.around.Name) {
			envelopes = append(envelopes, c.around.Name)
		}
	}
	return codecs, envelopes
}
