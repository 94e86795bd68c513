package pipeline

import (
	"context"
	"testing"
	"testing/synctest"
)

// Acquire waits until so many tokens are given back, and is wanted meanwhile.
func TestTokens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tokens := NewTokens(3)
		if !tokens.Acquire(t.Context(), 3) || !tokens.AllTaken() {
			t.Fatal("three tokens are there")
		}
		acquired := make(chan bool)
		go func() { acquired <- tokens.Acquire(t.Context(), 2) }()
		<-tokens.Wanted()
		tokens.GiveBack(1)
		<-tokens.Wanted() // the second is not there yet
		tokens.GiveBack(1)
		if !<-acquired || !tokens.AllTaken() {
			t.Error("two tokens were not taken")
		}
		tokens.GiveBack(3)
		if tokens.AllTaken() {
			t.Error("none was given back")
		}
	})
}

// The end of the context ends the wait.
func TestAcquireEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tokens := NewTokens(1)
		ctx, cancel := context.WithCancel(t.Context())
		acquired := make(chan bool)
		go func() { acquired <- tokens.Acquire(ctx, 2) }()
		synctest.Wait()
		if cancel(); <-acquired {
			t.Error("it has two tokens of one")
		}
	})
}
