// Package session is a tree of session data over a [Store].
package session
