package command_test

import (
	"testing"

	"sessh/repl/command"
	"sessh/repl/command/browse"
	"sessh/repl/command/control"
	"sessh/repl/command/diagnose"
	"sessh/repl/command/edit"
	"sessh/repl/command/transact"
)

// TestHoldsSecret: lines with a cookie, and lines that were to be such, are kept nowhere; all
// others are.
func TestHoldsSecret(t *testing.T) {
	t.Parallel()
	var all command.Table
	for _, some := range []command.Table{browse.Commands(), edit.Commands(), diagnose.Why(), control.Commands(), transact.Transactions()} {
		all = append(all, some...)
	}
	for line, want := range map[string]bool{
		"cookie sid=credential": true, "  cookie\tcredential": true, "cookie -- credential": true, "cookie - credential": true,
		"cookie --key-file F sid=credential": true, "cookie -bsid=credential": true, "cookie --sid=credential": true,
		"cookie \"credential": true, "cookie 'a' credential": true, "time cookie credential": true, "aside time cookie credential": true,
		"cookie curl 'x' \\\n -b 'sid=credential'": true, "cookie = credential": true, "cookie --clipbaord": true,
		"cookei sid=credential": true, "ookie credential": true, "cokie credential": true, "cookiee credential": true, "cookies credential": true,
		"vookie credential": true, "Cookie credential": true, "COOKIE: sid=credential": true, "cook credential": true, "coo credential": true,
		"cookie:sid=credential": true, "Cookie: sid=credential": true, "Set-Cookie: sid=credential": true, "cookiesid=credential": true,
		"curl 'x' -b 'sid=credential'": true, "-H 'Cookie: sid=credential'": true, "tmie cookie credential": true, "time cookei credential": true,
		"\"cookie\" credential": true, "cooike=credential": true,
		"cd /; cookie credential": true, "cd /;cookie credential": true, "ls && cookei credential": true, "get a | curl -b credential": true,
		"time cd / ; cookie credential": true, "set a b; cookie - credential": true,
		"PHPSESSID=jdiadbtbnl5ul47c70robple2q": true, "jdiadbtbnl5ul47c70robple2q": true, "cd PHPSESSID=jdiadbtbnl5ul47c70robple2q": true,
		"set note Cookie: sid=credential": true, "set note curl x -H 'Cookie: sid=credential'": true, "time ls; sid=5x04kywvkrqavkn7fsikezlszgnxuiei": true,
		"data['a'] = 'PHPSESSID=jdiadbtbnl5ul47c70robple2q'": true,

		"cookie credential | less": true, "every 2s cookie credential": true, "every -n 1 2s time cookie credential": true, "!cookie credential": true,
		"!curl x -b credential": true, "! ls; curl x -b credential": true, "shell curl credential": true, "ls > PHPSESSID=jdiadbtbnl5ul47c70robple2q": true,
		"why /Shop/anna | curl credential": true, "why credential | less": true, "get a | grep sid=5x04kywvkrqavkn7fsikezlszgnxuiei": true,
		"get a | grep b > c": false, "every 2s ls": false, "!date": false, "!": false, "why /Shop/anna | less": false, "why | less": false, "cookie - | less": true,

		"why sid=credential": true, "why credential": true, "why - credential": true, "why --seen 5m credential": true, "why /Shop/anna credential": true,
		"why /a/b=c": true, "why credential/x": true, "whyy credential": true, "time why credential": true, "why /credential": true,

		"why": false, "why -": false, "why /Shop/anna": false, "why --seen 5m /Shop/anna": false, "why --report json /Shop/anna/cart": false, "why '/Shop/my id'": false,
		"cookie": false, "cookie -": false, "cookie --clipboard": false, "cookie --key-file F --clipboard": false, "cookie --key-file=F -": false,
		"help cookie": false, "cookie --help": false, "get cookie": false, "set cookie/path /": false, "cd cookie": false, "time cookie -": false,
		"cd /; cookie -": false, "cd /; ls": false, "set a b; cookies": false, "find '.a | .cookie'": false, "cd /php/jdiadbtbnl5ul47c70robple2q": false,
		"set a {\"cookie\": {\"path\": \"/\"}}": false, "x = 1": false, "transaction.commit()": false,
		"ls": false, "": false, "sl": false, "set user \"cookie\"": false, "cp cookie other": false, "c credential": false,
	} {
		if all.HoldsSecret(line) != want {
			t.Errorf("%q: %v", line, !want)
		}
	}
	for line, want := range map[string]string{
		"cookie credential": "cookie - # doctest: +SKIP", "cookie -": "cookie - # doctest: +SKIP", "aside cookie --clipboard": "cookie - # doctest: +SKIP",
		"cookei credential": "", "get cookie": "get cookie", "cd /; cookie credential": "", "PHPSESSID=jdiadbtbnl5ul47c70robple2q": "",
		"why credential": "why - # doctest: +SKIP", "why /Shop/anna": "why /Shop/anna", "why": "why", "why -": "why - # doctest: +SKIP",
	} {
		if got, whole := all.Recordable(line); got != want || whole != (line == want) {
			t.Errorf("%q is recorded as %q, %v", line, got, whole)
		}
	}
}
