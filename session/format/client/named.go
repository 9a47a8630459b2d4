package client

import "slices"

// clients are those with names, for rows in files.
var clients = []*Client{
	&Python, &PythonBytes, &PythonJSON, &Dalli, &DalliOrStrings, &PHPHandler, &PHPText, &PHPArrays, &PHPMemcache, &PHPMemcacheArrays,
	&PHPArraysOrMemcache, &PHPArraysOrTexts, &PHPTextOrMemcache, &Node, &Perl, &Java, &Any,
}

// Named returns the client of that name.
func Named(name string) (*Client, bool) {
	i := slices.IndexFunc(clients, func(c *Client) bool { return c.Name == name })
	if i < 0 {
		return nil, false
	}
	return clients[i], true
}

// Names returns the names of the clients.
func Names() []string {
	var names []string
	for _, c := range clients {
		names = append(names, c.Name)
	}
	return names
}
