// Package diagnose has the commands that find out what is wrong: with a session, and with servers.
package diagnose
