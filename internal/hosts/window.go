package hosts

// A window is how many requests may be in flight for a host: TCP's congestion control (RFC 5681, section 3.1). It grows by one
// with each good answer up to threshold, and from there by one with each window of good answers.
type window struct {
	size      float64
	threshold float64
}

// limit is how many requests may be in flight.
func (w *window) limit() int { return max(int(w.size), 1) }

func (w *window) grow(widest float64) {
	if w.size < w.threshold {
		w.size = min(w.size+1, widest)
	} else {
		w.size = min(w.size+1/w.size, widest)
	}
}

// halve cuts the window to half of what is in flight.
func (w *window) halve(inFlight int) {
	w.size = max(min(w.size, float64(inFlight+1))/2, 1)
	w.threshold = w.size
}

// restart begins with one request, and grows back fast.
func (w *window) restart(widest float64) { w.size, w.threshold = 1, widest }
