package flagserver

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"testing"
)

// manyCodes have each letter three times in each place.
func manyCodes() []string {
	var codes []string
	for i := range 26 {
		for shift := range 3 {
			codes = append(codes, string([]byte{'A' + byte(i), 'A' + byte((i+7*shift)%26)}))
		}
	}
	return codes
}

// letters are the pixels of the white box in the middle, # for black. Any other color is a failure.
func letters(t *testing.T, flag image.Image) string {
	t.Helper()
	box := image.Rect(28, 14, 92, 66)
	var b bytes.Buffer
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			switch color.GrayModel.Convert(flag.At(x, y)) {
			case color.Gray{0}:
				b.WriteByte('#')
			case color.Gray{255}:
				b.WriteByte(' ')
			default:
				t.Fatalf("%v at %d, %d", flag.At(x, y), x, y)
			}
		}
	}
	return b.String()
}

func TestDraw(t *testing.T) {
	seen := map[string]string{} // letters to code
	files := map[string]string{}
	for _, code := range manyCodes() {
		content := Draw(code)
		flag, err := gif.Decode(bytes.NewReader(content))
		if err != nil {
			t.Fatalf("%s: %v", code, err)
		}
		if flag.Bounds() != image.Rect(0, 0, 120, 80) {
			t.Errorf("%s: %v", code, flag.Bounds())
		}
		text := letters(t, flag)
		ink := bytes.Count([]byte(text), []byte("#"))
		if ink < len(text)/20 || ink > len(text)/2 {
			t.Errorf("%s: %d of %d pixels are black", code, ink, len(text))
		}
		if other, ok := seen[text]; ok {
			t.Errorf("%s reads as %s", code, other)
		}
		if other, ok := files[string(content)]; ok {
			t.Errorf("%s is the same as %s", code, other)
		}
		seen[text], files[string(content)] = code, code
		if !bytes.Equal(content, Draw(code)) {
			t.Errorf("%s: another each time", code)
		}
	}
}
