// Package asksignals has the signals by which a user requests a line of progress. They differ between
// systems.
package asksignals
