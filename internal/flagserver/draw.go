package flagserver

import (
	"bytes"
	"crypto/sha256"
	"image"
	"image/color"
	"image/gif"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

const (
	flagWidth, flagHeight = 120, 80
	letterScale           = 4
)

// Draw draws the flag of code as a GIF: three stripes in colors that follow from the code, and its
// letters.
func Draw(code string) []byte {
	hash := sha256.Sum256([]byte(code))
	palette := color.Palette{color.White, color.Black, stripe(hash[0:3]), stripe(hash[3:6]), stripe(hash[6:9])}
	flag := image.NewPaletted(image.Rect(0, 0, flagWidth, flagHeight), palette)
	for y := range flagHeight {
		for x := range flagWidth {
			band := y * 3 / flagHeight
			if hash[9]&1 == 0 {
				band = x * 3 / flagWidth
			}
			flag.SetColorIndex(x, y, uint8(2+band))
		}
	}
	write(flag, code)
	var b bytes.Buffer
	if err := gif.Encode(&b, flag, nil); err != nil {
		panic(err) // a Buffer does not fail, and the size is a constant
	}
	return b.Bytes()
}

// stripe returns a color with a good contrast to black letters in a white box.
func stripe(b []byte) color.Color { return color.RGBA{b[0], b[1], b[2], 255} }

// write puts the letters, enlarged, into a white box in the middle.
func write(flag *image.Paletted, code string) {
	face := basicfont.Face7x13
	box := image.NewPaletted(image.Rect(0, 0, font.MeasureString(face, code).Ceil()+2, face.Height), flag.Palette)
	drawer := font.Drawer{Dst: box, Src: image.Black, Face: face, Dot: fixed.P(1, face.Ascent)}
	drawer.DrawString(code)
	size := box.Bounds().Size().Mul(letterScale)
	corner := image.Pt((flagWidth-size.X)/2, (flagHeight-size.Y)/2)
	draw.NearestNeighbor.Scale(flag, image.Rectangle{corner, corner.Add(size)}, box, box.Bounds(), draw.Src, nil)
}
