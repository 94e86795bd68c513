package clock

import (
	"math/rand/v2"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open returns the system's clock, where it has one.
func open(t *testing.T) *Clock {
	t.Helper()
	c := Open()
	if c == nil {
		t.Skip("the system has no bell")
	}
	t.Cleanup(c.Close)
	return c
}

// both runs a test with a clock of the system and with that of the runtime, which must be alike.
func both(t *testing.T, test func(t *testing.T, c *Clock)) {
	t.Run("of the system", func(t *testing.T) { test(t, open(t)) })
	t.Run("of the runtime", func(t *testing.T) { test(t, nil) })
}

// late is what no machine is by chance.
const late = 10 * time.Second

func TestTimersRingInTime(t *testing.T) {
	both(t, func(t *testing.T, c *Clock) {
		const timers = 100
		rang := make(chan time.Duration, timers) // by how much too late
		for range timers {
			after := time.Duration(rand.Int64N(int64(20 * time.Millisecond)))
			start := time.Now()
			c.AfterFunc(after, func() { rang <- time.Since(start) - after })
		}
		for range timers {
			if by := <-rang; by < 0 || by > late {
				t.Errorf("one rang %v too late", by)
			}
		}
	})
}

// One that is set to ring before another does not wait for that.
func TestEarlierThanTheOthers(t *testing.T) {
	both(t, func(t *testing.T, c *Clock) {
		for _, after := range []time.Duration{time.Hour, time.Minute, 1<<63 - 1} {
			defer c.AfterFunc(after, func() { t.Errorf("that of %v rang", after) }).Stop()
		}
		for _, after := range []time.Duration{time.Millisecond, 0, -time.Hour} {
			rang := make(chan struct{})
			c.AfterFunc(after, func() { close(rang) })
			<-rang
		}
	})
}

// One that is put off rings later, though the bell may ring for what it was set to before.
func TestPutOff(t *testing.T) {
	both(t, func(t *testing.T, c *Clock) {
		rang := make(chan time.Time, 2)
		timer := c.AfterFunc(5*time.Millisecond, func() { rang <- time.Now() })
		start := time.Now()
		if !timer.Reset(20 * time.Millisecond) {
			<-rang // it was quicker than this goroutine
		}
		if at := <-rang; at.Sub(start) < 20*time.Millisecond {
			t.Errorf("it rang after %v", at.Sub(start))
		}
	})
}

func TestStopAndReset(t *testing.T) {
	both(t, func(t *testing.T, c *Clock) {
		rang := make(chan struct{})
		timer := c.AfterFunc(time.Hour, func() { close(rang) })
		if !timer.Stop() || timer.Stop() {
			t.Error("Stop does not say whether it was pending")
		}
		if timer.Reset(1<<63-1) || !timer.Reset(0) {
			t.Error("Reset does not say whether it was pending")
		}
		<-rang
		if timer.Stop() {
			t.Error("it was pending when it had rung")
		}
	})
}

// A function may use its own timer, and take its time: it keeps nobody waiting.
func TestFunctionsRunByThemselves(t *testing.T) {
	both(t, func(t *testing.T, c *Clock) {
		release, rang, self := make(chan struct{}), make(chan struct{}), make(chan Timer, 1)
		self <- c.AfterFunc(0, func() {
			timer := <-self
			timer.Stop()
			timer.Reset(time.Hour)
			timer.Stop()
			c.AfterFunc(0, func() { close(rang) })
			<-release
		})
		<-rang
		close(release)
	})
}

// What is pending when the clock is closed does not ring, nor does what is set later.
func TestClose(t *testing.T) {
	c := open(t)
	pending := c.AfterFunc(time.Hour, func() { t.Error("it rang") })
	c.Close()
	if !pending.Reset(0) {
		t.Error("it was not pending any more")
	}
	c.AfterFunc(0, func() { t.Error("it rang later") })
	c.Close()
	rang := make(chan struct{})
	time.AfterFunc(20*time.Millisecond, func() { close(rang) })
	<-rang
	if !pending.Stop() {
		t.Error("it is not pending, though it did not ring")
	}
}
