package options

// DidYouMean returns a hint with the word nearest to a misspelt word. If no word is near, the hint
// is empty.
func DidYouMean(word string, words []string) string {
	best, least := "", 3
	if len(word) < 4 {
		least = min(2, len(word)) // with more changes it would be another word
	}
	for _, other := range words {
		if d := Distance(word, other); d < least {
			best, least = other, d
		}
	}
	if best == "" {
		return ""
	}
	return "; did you mean " + best + "?"
}

// Distance returns the number of characters to insert, delete, replace, or swap with a neighbour
// to make b of a (optimal string alignment).
func Distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	before, last := make([]int, len(to)+1), make([]int, len(to)+1)
	for j := range last {
		last[j] = j
	}
	for i := range from {
		row := make([]int, len(to)+1)
		row[0] = i + 1
		for j := range to {
			replaced := last[j]
			if from[i] != to[j] {
				replaced++
			}
			row[j+1] = min(replaced, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && from[i] == to[j-1] && from[i-1] == to[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(to)]
}

// OneOf lists words, as in "auto, 1.1 or 2".
func OneOf(words []string) string {
	text := words[0]
	for i, word := range words[1:] {
		if i == len(words)-2 {
			text += " or " + word
		} else {
			text += ", " + word
		}
	}
	return text
}
