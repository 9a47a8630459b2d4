// Package diagnose has the commands that explain what becomes of sessions.
package diagnose
