package h2

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"golang.org/x/net/http2"
)

// The reader finds the frames in whatever pieces the bytes arrive and whatever frames lie between
// them.
func TestFrameReader(t *testing.T) {
	var sent bytes.Buffer
	f := http2.NewFramer(&sent, nil)
	f.WriteSettings(
		http2.Setting{ID: http2.SettingInitialWindowSize, Val: 1},
		http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 7},
	)
	f.WriteSettingsAck()
	f.WriteData(1, false, bytes.Repeat([]byte{settingsFrame}, 1000))
	f.WriteData(1, true, nil)
	f.WriteSettings()
	f.WriteSettings(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 0})
	f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: make([]byte, 60), EndHeaders: true})
	f.WriteHeaders(http2.HeadersFrameParam{StreamID: 3, BlockFragment: make([]byte, 60)})
	f.WriteContinuation(3, false, make([]byte, 41))
	f.WriteContinuation(3, true, make([]byte, 60))
	f.WriteHeaders(http2.HeadersFrameParam{StreamID: 5, BlockFragment: make([]byte, 60), EndHeaders: true})
	f.WriteGoAway(5, http2.ErrCodeHTTP11Required, []byte("so long"))
	f.WriteGoAway(1<<31-1, http2.ErrCodeNo, nil)
	want := []string{"settings 7 true", "settings 0 false", "settings 0 true", "long", "goaway 5 13", "goaway 2147483647 0"}
	for _, size := range []int{1, 2, 8, 9, 10, 100, sent.Len()} {
		var got []string
		r := frameReader{
			settings: func(streams uint32, given bool) { got = append(got, fmt.Sprintf("settings %d %v", streams, given)) },
			goAway:   func(last, code uint32) { got = append(got, fmt.Sprintf("goaway %d %d", last, code)) },
			long:     func() { got = append(got, "long") }, longBlock: 100,
		}
		for chunk := range slices.Chunk(sent.Bytes(), size) {
			r.read(chunk)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d bytes at a time: got %q", size, got)
		}
	}
}
