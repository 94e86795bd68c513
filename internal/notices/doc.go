// Package notices tells a person during a run: what the run waits for
// ([Notices]), why nothing moves ([HoldupText]), and the cause by which most likely all codes fail
// ([Finder]).
package notices
