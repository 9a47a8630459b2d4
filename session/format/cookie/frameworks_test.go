package cookie

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// made is a cookie that a framework has made.
type made struct {
	Form, By, Name, Value, ID, Secret string

	Beside map[string]string // other cookies
}

var byName = map[string]*Form{
	"django": Django, "flask": Flask, "beaker": Beaker, "express": Express, "fastify": Fastify,
	"koa": Koa, "koa-generic": KoaGeneric, "laravel": Laravel, "rack": Rack, "php": PHP, "symfony": Symfony, "codeigniter": CodeIgniter,
	"cakephp": CakePHP, "yii": Yii, "mediawiki": MediaWiki, "roundcube": Roundcube, "horde": Horde,
	"simplesamlphp": SimpleSAML, "cherrypy": CherryPy, "aiohttp": Aiohttp, "rails": Rails, "tomcat": Tomcat, "lovely": Lovely, "scs": SCS,
}

// TestStored reads the cookies in testdata: those that the programs there have printed, and
// those of the sessions in the tables of frameworks.
func TestStored(t *testing.T) {
	t.Parallel()
	var all []made
	for _, name := range []string{"testdata/cookies.json", "testdata/frameworks.json"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, decode(t, text)...)
	}
	for name := range byName {
		if !slices.ContainsFunc(all, func(m made) bool { return m.Form == name }) {
			t.Errorf("there is no cookie of %s", name)
		}
	}
	check(t, all)
}

// TestMade has the frameworks make cookies, where they are installed.
func TestMade(t *testing.T) {
	t.Parallel()
	for script, program := range map[string]string{"make.py": "python3", "make.js": "node", "make.php": "php", "make.rb": "ruby"} {
		t.Run(program, func(t *testing.T) {
			t.Parallel()
			if program == "python3" {
				if _, err := os.Stat("/usr/bin/python3"); err == nil { // that of the system has the frameworks
					program = "/usr/bin/python3"
				}
			}
			path, err := exec.LookPath(program)
			if err != nil {
				t.Skipf("%s is not installed", program)
			}
			var failed bytes.Buffer
			c := exec.CommandContext(t.Context(), path, "testdata/"+script)
			c.Stderr = &failed
			out, err := c.Output()
			if err != nil {
				t.Fatalf("%v: %s", err, failed.String())
			}
			all := decode(t, out)
			if len(all) == 0 {
				t.Skipf("no framework that is known is installed for %s", program)
			}
			check(t, all)
		})
	}
}

func decode(t testing.TB, text []byte) (all []made) {
	t.Helper()
	for s := bufio.NewScanner(bytes.NewReader(text)); s.Scan(); {
		var m made
		if err := json.Unmarshal(s.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		all = append(all, m)
	}
	return all
}

// check reads cookies without a secret, with a wrong one, and with the right one.
func check(t *testing.T, all []made) {
	t.Helper()
	for _, m := range all {
		f := byName[m.Form]
		header := "Cookie: other=1; " + m.Name + "=" + m.Value
		for name, value := range m.Beside {
			header += "; " + name + "=" + value
		}
		cookies, err := Parse(header)
		if err != nil {
			t.Fatalf("%s: %v", m.By, err)
		}
		one := cookies[1]
		for _, key := range []string{"", "another secret, of 32 bytes: 1234", "base64:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", m.Secret, "X=1\nAPP_KEY=" + m.Secret} {
			jar := Jar{Cookies: cookies}
			right := m.Secret != "" && strings.HasSuffix(key, m.Secret)
			if key != "" && key != "X=1\nAPP_KEY=" {
				if jar.Secrets, err = ParseSecrets([]byte(key)); err != nil {
					t.Fatal(err)
				}
			}
			ids, err := f.IDs(one, jar)
			if m.Form == "laravel" && !right {
				if want := map[bool]error{true: ErrEncrypted, false: ErrWrongKey}[key == ""]; err != want || len(ids) > 0 {
					t.Errorf("%s: with the key %q: %v, %v", m.By, key, ids, err)
				}
				continue
			}
			at := slices.IndexFunc(ids, func(x Candidate) bool { return x.ID == m.ID })
			if err != nil || at < 0 || at > 1 && m.Form != "yii" {
				t.Errorf("%s: with the secret %q: %v, %v, and not %s", m.By, key, ids, err, m.ID)
				continue
			}
			want := Unsigned
			switch {
			case m.Secret == "":
			case right:
				want = Valid
			case len(jar.Secrets.keys) == 0:
				want = Unchecked
			default:
				want = Invalid
			}
			if ids[at].Signature != want {
				t.Errorf("%s: with the secret %q its signature is %v, not %v", m.By, key, ids[at].Signature, want)
			}
		}
		ofItself(t, f, m)
	}
}

// ofItself checks that what the cookie of an id is said to hold is what it holds.
func ofItself(t *testing.T, f *Form, m made) {
	t.Helper()
	c, how, ok := f.Of(m.ID, m.ID)
	if strings.HasPrefix(m.ID, privateID) {
		if ok {
			t.Errorf("%s: a digest tells the id", m.By)
		}
		return
	}
	if f == Yii { // of which the id here is a digest
		return
	}
	if !ok || c.Name == "" {
		t.Fatalf("%s: its cookie is not known", m.By)
	}
	if how == Encrypted || how == Digested && m.ID != m.Value {
		return
	}
	found := slices.ContainsFunc(spellings(m.Value), func(text string) bool {
		return strings.Contains(text, c.Value)
	})
	if !found {
		t.Errorf("%s: the cookie holds %s, and not %s", m.By, m.Value, c.Value)
	}
}
