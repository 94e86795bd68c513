// Package notices has what a person is told while a run goes on: what the run waits for
// ([Notices]), why nothing moves ([HoldupText]), and the cause by which most likely all codes fail
// ([Finder]).
package notices
