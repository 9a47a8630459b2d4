package codec

import (
	"bytes"
	"encoding/binary"
)

// CGISession are the sessions of CGI::Session by its serializers. Those of Data::Dumper,
// which is the usual one, and of Storable are not written.
func CGISession() *Set {
	return &Set{
		Codecs:  []*Codec{yamlSyck(), anyJSON(), cgiDumper(), cgiStorable()},
		Neither: "it is by none of the serializers of CGI::Session",
	}
}

// Koha are the sessions of Koha, which has a serializer of its own, by YAML::XS.
func Koha() *Set {
	return &Set{
		Codecs:  []*Codec{yamlXS(), anyJSON(), cgiDumper(), cgiStorable()},
		Neither: "it is by none of the serializers of CGI::Session",
	}
}

// ApacheSession are the sessions of Apache::Session, by Perl's Storable.
func ApacheSession() *Set {
	return &Set{Codecs: []*Codec{storable("apache-session-storable", "_session_id")}}
}

// Catalyst are the sessions of Catalyst, by Perl's Storable.
func Catalyst() *Set { return &Set{Codecs: []*Codec{storable("catalyst-storable", "__created")}} }

// Plack are the sessions of Plack, by Perl's Storable.
func Plack() *Set { return &Set{Codecs: []*Codec{storable("plack-storable", "")}} }

const perlOnly = "Perl's programs are needed to write it"

func cgiStorable() *Codec { return storable("cgi-session-storable", cgiMark) }

func cgiDumper() *Codec {
	return sealed("data-dumper", "Perl of Data::Dumper", perlOnly, "$", func(value []byte) bool {
		return bytes.HasPrefix(value, []byte("$D = {")) && bytes.Contains(value, []byte("'"+cgiMark+"'"))
	}, showText("perl"))
}

// cgiMark is the name in every session of CGI::Session.
const cgiMark = "_SESSION_ID"

// storable are sessions by Perl's Storable that have the name in them; for "" those that
// have the mark of no other framework.
func storable(name, mark string) *Codec {
	return sealed(name, "Perl's Storable", perlOnly, "\x04\x05", func(value []byte) bool {
		if !isStorableHash(value) {
			return false
		}
		if mark != "" {
			return bytes.Contains(value, []byte(mark))
		}
		for _, other := range []string{"_session_id", cgiMark, "__created"} {
			if bytes.Contains(value, []byte(other)) {
				return false
			}
		}
		return true
	}, showStrings)
}

// isStorableHash reports whether a value begins as Storable begins a hash: with its
// version and the order of bytes, and the number of entries.
func isStorableHash(value []byte) bool {
	const major, network, oldest, newest, hash, few = 2, 1, 4, 30, 3, 1 << 20
	if len(value) < 8 || value[0]>>1 != major || value[1] < oldest || value[1] > newest {
		return false
	}
	order := binary.ByteOrder(binary.BigEndian)
	rest := value[2:]
	if value[0]&network == 0 {
		native := []byte("\x0812345678\x04\x08\x08\x08")
		if !bytes.HasPrefix(rest, native) {
			return false
		}
		order, rest = binary.LittleEndian, rest[len(native):]
	}
	return len(rest) > 4 && rest[0] == hash && order.Uint32(rest[1:]) < few
}
