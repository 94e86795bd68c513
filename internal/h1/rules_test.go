package h1_test

import (
	"slices"
	"strings"
)

// A rule is a section of an RFC, with answers to which the section applies.
type rule struct {
	section string
	answers []rawAnswer
}

// A rawAnswer is the bytes that a server sends on its first connection, with the result that the
// caller gets.
type rawAnswer struct {
	name string
	raw  string
	hold bool   // the server keeps the connection open
	want string // result (whole and the body, cut off, garbled, no answer, refused) and the body of the next answer
	head bool   // the request is HEAD

	netHTTP string // why http.Transport is not compared; empty if it is
	curl    string // why curl is not compared; empty if it is
}

const (
	ok      = "HTTP/1.1 200 OK\r\n"
	old     = "HTTP/1.0 200 OK\r\n"
	last    = ok + "Connection: close\r\n"
	chunked = ok + "Transfer-Encoding: chunked\r\n\r\n"
	early   = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
	empty   = ok + "Content-Length: 0\r\n\r\n"
	abc     = "3\r\nabc\r\n0\r\n\r\n" // a chunked body

	hold, end = true, false

	halfLine     = "http.Transport complains of what the end of the connection left of a line"
	lateLook     = "http.Transport keeps the connection first and looks then, so that a request in between takes them for its answer"
	narrow       = "net/http knows chunked alone, named once"
	oldFault     = "net/http passes over Transfer-Encoding below HTTP/1.1"
	curlLimit    = "curl has other limits"
	curlVersions = "versions of curl differ"
	curlIdentity = "curl reads until the end of the connection"
	curlLax      = "curl reads the number and passes over the rest"
)

// rules returns the rules by which answers are judged. The tests compare http.Transport and curl
// too, where these follow the same rules.
func rules() []rule {
	return slices.Concat(lineRules(), lengthRules(), chunkRules(), connectionRules())
}

// lineRules returns the rules for a status line and the header fields.
func lineRules() []rule {
	const length = "Content-Length: 3\r\n"
	return []rule{
		{"RFC 9112, 2.2: lines", []rawAnswer{
			{name: "bare LF", raw: "HTTP/1.1 200 OK\nContent-Length: 3\n\nabc", hold: hold, want: "whole abc, kept"},
			{name: "header without end", raw: ok + length, want: "no answer, fresh", curl: "curl takes what there is"},
			{name: "status line without end", raw: "HTTP/1.1 20", want: "no answer, fresh", netHTTP: halfLine},
			{name: "word without end", raw: "HT", want: "no answer, fresh", netHTTP: halfLine},
			{
				name: "header line without end", raw: ok + "X", want: "no answer, fresh", netHTTP: halfLine,
				curl: "curl takes what there is",
			},
			{name: "nothing", raw: "", want: "no answer, fresh"},
			{name: "empty line", raw: "\r\n", want: "refused, fresh"},
			{
				name: "just under the limit",
				raw:  ok + "X: " + strings.Repeat("x", maxHeaderBytes-100) + "\r\n" + length + "\r\nabc",
				hold: hold, want: "whole abc, kept",
			},
			{
				name: "line over the limit", raw: ok + "X: " + strings.Repeat("x", maxHeaderBytes) + "\r\n\r\n",
				want: "refused, fresh", curl: curlLimit,
			},
			{
				name: "lines over the limit",
				raw:  ok + strings.Repeat("X: "+strings.Repeat("x", 100)+"\r\n", maxHeaderBytes/100) + "\r\n",
				want: "refused, fresh", curl: curlLimit,
			},
			{
				name: "headers over the limit together",
				raw: strings.Repeat("HTTP/1.1 103 Early Hints\r\nX: "+strings.Repeat("x", maxHeaderBytes/4)+
					"\r\n\r\n", 4) + empty,
				want: "refused, fresh", curl: curlLimit,
			},
		}},
		{"RFC 9112, 4: status line", []rawAnswer{
			{name: "no reason", raw: "HTTP/1.1 200\r\n" + length + "\r\nabc", hold: hold, want: "whole abc, kept"},
			{name: "empty reason", raw: "HTTP/1.1 200 \r\n" + length + "\r\nabc", hold: hold, want: "whole abc, kept"},
			{name: "reason in Latin-1", raw: "HTTP/1.1 200 \xe9\r\n" + length + "\r\nabc", hold: hold, want: "whole abc, kept"},
			{name: "blanks before the status", raw: "HTTP/1.1   200 OK\r\n" + length + "\r\nabc", hold: hold, want: "whole abc, kept"},
			{name: "beginning of other words", raw: "Hello", want: "refused, fresh"},
			{name: "other protocol without end", raw: "220 ftp", want: "refused, fresh"},
			{name: "not HTTP", raw: "220 ftp ready\r\n", want: "refused, fresh"},
			{name: "HTTP/0.9", raw: "<html>", want: "refused, fresh"},
			{name: "version alone", raw: "HTTP/1.1\r\n\r\n", want: "refused, fresh"},
			{name: "status of two digits", raw: "HTTP/1.1 20 OK\r\n\r\n", want: "refused, fresh"},
			{name: "status of four digits", raw: "HTTP/1.1 2000 OK\r\n\r\n", want: "refused, fresh"},
			{name: "status with a sign", raw: "HTTP/1.1 +20 OK\r\n\r\n", want: "refused, fresh", netHTTP: "net/http reads a number"},
			{name: "version without a number", raw: "HTTP/x 200 OK\r\n\r\n", want: "refused, fresh", curl: curlLax},
			{name: "version 2", raw: "HTTP/2.0 200 OK\r\n" + length + "\r\nabc", hold: hold, want: "whole abc, kept", curl: curlVersions},
			{
				name: "status below 100", raw: "HTTP/1.1 099 Odd\r\n" + length + "\r\nabc", hold: hold,
				want: "whole abc, fresh", curl: "curl takes it for no HTTP",
			},
			{name: "status over 599", raw: "HTTP/1.1 999 Odd\r\n" + length + "\r\nabc", hold: hold, want: "whole abc, kept"},
		}},
		{"RFC 9112, 5: fields", []rawAnswer{
			{name: "several of one name", raw: ok + "X: a\r\nx: b\r\n" + length + "\r\nabc", hold: hold, want: "whole abc, kept"},
			{name: "empty value", raw: ok + "X:\r\n" + length + "\r\nabc", hold: hold, want: "whole abc, kept"},
			{name: "no blank after the colon", raw: ok + "Content-Length:3\r\n\r\nabc", hold: hold, want: "whole abc, kept"},
			{name: "blanks around the value", raw: ok + "Content-Length: \t3 \t\r\n\r\nabc", hold: hold, want: "whole abc, kept"},
			{name: "no colon", raw: ok + "X\r\n\r\n", want: "refused, fresh"},
			{name: "no name", raw: ok + ": x\r\n\r\n", want: "refused, fresh", curl: "curl passes over it"},
			{name: "NUL in a value", raw: ok + "X: a\x00b\r\n" + length + "\r\nabc", want: "refused, fresh"},
			{name: "CR in a value", raw: ok + "X: a\rb\r\n" + length + "\r\nabc", want: "refused, fresh", curl: "curl passes over it"},
			{name: "blank inside of a name", raw: ok + "X Y: a\r\n" + length + "\r\nabc", hold: hold, want: "whole abc, kept"},
		}},
		{"RFC 9112, 5.1: no blank before the colon", []rawAnswer{
			{
				name: "of Content-Length", raw: ok + "Content-Length : 3\r\n\r\nabc", want: "refused, fresh",
				netHTTP: spaced, curl: spacedCurl,
			},
			{
				name: "of Transfer-Encoding", raw: ok + "Transfer-Encoding : chunked\r\n\r\n" + abc,
				want: "refused, fresh", netHTTP: spaced, curl: spacedCurl,
			},
			{
				name: "of Transfer-Encoding, a tab", raw: ok + "Transfer-Encoding\t: chunked\r\n\r\n" + abc,
				want: "refused, fresh", curl: spacedCurl,
			},
			{name: "of any other", raw: ok + "X : a\r\n" + length + "\r\nabc", want: "refused, fresh", netHTTP: spaced, curl: spacedCurl},
		}},
		{"RFC 9112, 5.2: obs-fold is a blank", []rawAnswer{
			{name: "of any field", raw: ok + "X: a\r\n b\r\n\tc\r\n" + length + "\r\nabc", hold: hold, want: "whole abc, kept"},
			{
				name: "of Content-Length", raw: ok + "Content-Length:\r\n 3\r\n\r\nabc", hold: hold,
				want: "whole abc, kept", curl: "curl reads the first line alone",
			},
			{name: "of a length that is two then", raw: ok + "Content-Length: 3\r\n 4\r\n\r\nabc", want: "refused, fresh", curl: curlLax},
			{
				name: "of Transfer-Encoding", raw: ok + "Transfer-Encoding:\r\n\tchunked\r\n\r\n" + abc,
				hold: hold, want: "whole abc, kept", curl: "curl reads the first line alone",
			},
			{
				name: "of nothing", raw: ok + "X: a\r\n \r\n" + length + "\r\nabc", hold: hold,
				want: "whole abc, kept", netHTTP: "net/http leaves a blank at the end of the value",
			},
			{name: "before the first field", raw: ok + " X: a\r\n" + length + "\r\nabc", want: "refused, fresh", curl: curlVersions},
			{name: "with a control character", raw: ok + "X: a\r\n b\x01\r\n\r\n", want: "refused, fresh", curl: "curl passes over it"},
		}},
	}
}

const (
	spaced     = "net/http takes it for another name, or a part of it"
	spacedCurl = "curl does not find the field by its name"
)

// lengthRules returns the rules for a body with or without a length.
func lengthRules() []rule {
	return []rule{
		{"RFC 9112, 6.3, 1: no body", []rawAnswer{
			{name: "204", raw: "HTTP/1.1 204 No Content\r\n\r\n", hold: hold, want: "whole , kept"},
			{name: "204 with length 0", raw: "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", hold: hold, want: "whole , kept"},
			{
				name: "204 with chunks", raw: "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
				hold: hold, want: "whole , kept",
			},
			{name: "304", raw: "HTTP/1.1 304 Not Modified\r\n\r\n", hold: hold, want: "whole , kept"},
			{name: "304 with length", raw: "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n", hold: hold, want: "whole , kept"},
			{
				name: "304 of HTTP/1.0 with chunks",
				raw: "HTTP/1.0 304 Not Modified\r\nConnection: keep-alive\r\n" +
					"Transfer-Encoding: chunked\r\n\r\n",
				hold: hold, want: "whole , fresh", netHTTP: oldFault,
			},
			{name: "HEAD", raw: ok + "Content-Length: 3\r\n\r\n", hold: hold, want: "whole , kept", head: true},
			{name: "HEAD without length", raw: ok + "\r\n", hold: hold, want: "whole , kept", head: true},
			{name: "HEAD of chunks", raw: chunked, hold: hold, want: "whole , kept", head: true},
			{name: "HEAD of HTTP/1.0", raw: old + "Content-Length: 3\r\n\r\n", hold: hold, want: "whole , fresh", head: true},
			{
				name: "body of 304", raw: "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\nabc",
				hold: hold, want: "whole , fresh", netHTTP: lateLook,
			},
			{
				name: "body of HEAD", raw: ok + "Content-Length: 3\r\n\r\nabc", hold: hold,
				want: "whole , fresh", head: true, netHTTP: lateLook,
			},
		}},
		{"RFC 9112, 6.3, 5: Content-Length that is none", []rawAnswer{
			{
				name: "conflicting", raw: ok + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
				want: "refused, fresh", curl: "curl takes the last",
			},
			{name: "conflicting in one field", raw: ok + "Content-Length: 3, 4\r\n\r\nabc", want: "refused, fresh", curl: curlLax},
			{name: "negative", raw: ok + "Content-Length: -3\r\n\r\nabc", want: "refused, fresh"},
			{name: "with a sign", raw: ok + "Content-Length: +3\r\n\r\nabc", want: "refused, fresh", curl: "curl reads a number"},
			{name: "in hex", raw: ok + "Content-Length: 0x3\r\n\r\nabc", want: "refused, fresh", curl: curlLax},
			{name: "a number and words", raw: ok + "Content-Length: 3 bytes\r\n\r\nabc", want: "refused, fresh", curl: curlLax},
			{name: "a number in parts", raw: ok + "Content-Length: 1 0\r\n\r\n0123456789", want: "refused, fresh", curl: curlLax},
			{
				name: "overflowing by one", raw: ok + "Content-Length: 9223372036854775808\r\n\r\nabc",
				want: "refused, fresh", curl: "curl passes over the field",
			},
			{
				name: "overflowing", raw: ok + "Content-Length: 99999999999999999999\r\n\r\nabc",
				want: "refused, fresh", curl: "curl passes over the field",
			},
			{name: "empty", raw: ok + "Content-Length:\r\n\r\nabc", want: "refused, fresh"},
			{name: "of commas", raw: ok + "Content-Length: ,\r\n\r\nabc", want: "refused, fresh"},
		}},
		{"RFC 9112, 6.3, 5: Content-Length several times", []rawAnswer{
			{
				name: "in one field", raw: ok + "Content-Length: 3, 3\r\n\r\nabc", hold: hold,
				want: "whole abc, kept", netHTTP: "net/http knows one number",
			},
			{
				name: "in one field without a blank", raw: ok + "Content-Length: 3,3\r\n\r\nabc", hold: hold,
				want: "whole abc, kept", netHTTP: "net/http knows one number",
			},
			{name: "in two fields", raw: ok + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", hold: hold, want: "whole abc, kept"},
			{
				name: "written in two ways", raw: ok + "Content-Length: 3\r\nContent-Length: 03\r\n\r\nabc",
				hold: hold, want: "whole abc, kept", netHTTP: "net/http compares the digits",
			},
		}},
		{"RFC 9112, 6.3, 6: Content-Length", []rawAnswer{
			{name: "body", raw: ok + "Content-Length: 3\r\n\r\nabc", hold: hold, want: "whole abc, kept"},
			{name: "no body", raw: empty, hold: hold, want: "whole , kept"},
			{
				name: "large body", raw: ok + "Content-Length: 300000\r\n\r\n" + strings.Repeat("abc", 100000),
				hold: hold, want: "whole " + strings.Repeat("abc", 100000) + ", kept",
			},
			{
				name: "gzip that stays as it is",
				raw:  ok + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", hold: hold,
				want: "whole abc, kept",
			},
			{name: "body too short", raw: ok + "Content-Length: 4\r\n\r\nabc", want: "cut off, fresh"},
			{name: "body that never came", raw: ok + "Content-Length: 4\r\n\r\n", want: "cut off, fresh"},
			{name: "the largest length", raw: ok + "Content-Length: 9223372036854775807\r\n\r\nabc", want: "cut off, fresh"},
		}},
		{"RFC 9112, 6.3, 8: until the end", []rawAnswer{
			{name: "body", raw: ok + "\r\nabc", want: "whole abc, fresh"},
			{name: "empty body", raw: ok + "\r\n", want: "whole , fresh"},
			{name: "HTTP/1.0", raw: old + "\r\nabc", want: "whole abc, fresh"},
			{name: "HTTP/1.0 that would be kept", raw: old + "Connection: keep-alive\r\n\r\nabc", want: "whole abc, fresh"},
			{name: "205 without length", raw: "HTTP/1.1 205 Reset Content\r\n\r\n", want: "whole , fresh"},
		}},
	}
}

// chunkRules returns the rules for a chunked body.
func chunkRules() []rule {
	const trailer = chunked + "3\r\nabc\r\n0\r\n"
	return []rule{
		{"RFC 9112, 6.1: Transfer-Encoding below HTTP/1.1", []rawAnswer{
			{
				name: "chunked", raw: old + "Transfer-Encoding: chunked\r\n\r\n" + abc, hold: hold,
				want: "whole abc, fresh", netHTTP: oldFault,
			},
			{
				name: "chunked, keep-alive",
				raw:  old + "Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n" + abc, hold: hold,
				want: "whole abc, fresh", netHTTP: oldFault,
			},
			{
				name: "chunked and length, keep-alive",
				raw: old +
					"Connection: keep-alive\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n" + abc,
				hold: hold, want: "whole abc, fresh", netHTTP: oldFault,
			},
			{
				name: "a body that is not in chunks", raw: old + "Transfer-Encoding: chunked\r\n\r\nhello\r\n",
				want: "garbled, fresh", netHTTP: oldFault,
			},
			{name: "cut off", raw: old + "Transfer-Encoding: chunked\r\n\r\n5\r\nabc", want: "cut off, fresh", netHTTP: oldFault},
			{name: "gzip", raw: old + "Transfer-Encoding: gzip\r\n\r\nabc", want: "refused, fresh", netHTTP: oldFault},
			{
				name: "identity, keep-alive",
				raw: old +
					"Connection: keep-alive\r\nContent-Length: 3\r\nTransfer-Encoding: identity\r\n\r\nabc",
				hold: hold, want: "whole abc, fresh", netHTTP: oldFault, curl: curlIdentity,
			},
		}},
		{"RFC 9112, 6.3, 3: Transfer-Encoding before Content-Length, then closed", []rawAnswer{
			{
				name: "chunked", raw: ok + "Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n" + abc,
				hold: hold, want: "whole abc, fresh", netHTTP: "net/http keeps the connection",
			},
			{
				name: "the other way round",
				raw:  ok + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n" + abc, hold: hold,
				want: "whole abc, fresh", netHTTP: "net/http keeps the connection",
			},
			{
				name: "a length that is none",
				raw:  ok + "Transfer-Encoding: chunked\r\nContent-Length: -1\r\n\r\n" + abc,
				want: "refused, fresh",
			},
		}},
		{"RFC 2616, 4.4: identity is no coding", []rawAnswer{
			{
				name: "and a length", raw: ok + "Transfer-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc",
				hold: hold, want: "whole abc, fresh", netHTTP: narrow, curl: curlIdentity,
			},
			{name: "alone", raw: ok + "Transfer-Encoding: identity\r\n\r\nabc", want: "whole abc, fresh", netHTTP: narrow},
		}},
		{"RFC 9112, 7: transfer codings", []rawAnswer{
			{
				name: "capitals", raw: ok + "Transfer-Encoding: Chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n",
				hold: hold, want: "whole 0123456789, kept",
			},
			{
				name: "chunked in two fields",
				raw:  ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + abc, hold: hold,
				want: "whole abc, kept", netHTTP: narrow,
			},
			{
				name: "chunked twice in one field",
				raw:  ok + "Transfer-Encoding: chunked, chunked\r\n\r\n" + abc, hold: hold,
				want: "whole abc, kept", netHTTP: narrow,
			},
			{
				name: "identity and chunked", raw: ok + "Transfer-Encoding: identity, chunked\r\n\r\n" + abc,
				hold: hold, want: "whole abc, kept", netHTTP: narrow,
			},
			{name: "empty", raw: ok + "Transfer-Encoding:\r\n\r\nabc", want: "whole abc, fresh", netHTTP: narrow},
			{
				name: "empty elements", raw: ok + "Transfer-Encoding: , chunked ,\r\n\r\n" + abc, hold: hold,
				want: "whole abc, kept", netHTTP: narrow,
			},
			{name: "gzip", raw: ok + "Transfer-Encoding: gzip\r\n\r\nabc", want: "refused, fresh"},
			{name: "gzip and chunked", raw: ok + "Transfer-Encoding: gzip, chunked\r\n\r\n" + abc, want: "refused, fresh"},
			{name: "chunked and gzip", raw: ok + "Transfer-Encoding: chunked, gzip\r\n\r\n" + abc, want: "refused, fresh"},
			{
				name: "gzip in a field of its own",
				raw:  ok + "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + abc,
				want: "refused, fresh",
			},
			{name: "unknown", raw: ok + "Transfer-Encoding: x-chunked\r\n\r\n" + abc, want: "refused, fresh"},
			{
				name: "a parameter of chunked, which has none",
				raw:  ok + "Transfer-Encoding: chunked;q=1\r\n\r\n" + abc, want: "refused, fresh",
			},
		}},
		{"RFC 9112, 7.1: chunks", []rawAnswer{
			{name: "several", raw: chunked + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", hold: hold, want: "whole abcde, kept"},
			{name: "none", raw: chunked + "0\r\n\r\n", hold: hold, want: "whole , kept"},
			{
				name: "large", raw: chunked + "493e0\r\n" + strings.Repeat("abc", 100000) + "\r\n0\r\n\r\n",
				hold: hold, want: "whole " + strings.Repeat("abc", 100000) + ", kept",
			},
			{
				name: "a byte each", raw: chunked + strings.Repeat("1\r\na\r\n", 9000) + "0\r\n\r\n",
				hold: hold, want: "whole " + strings.Repeat("a", 9000) + ", kept",
			},
			{
				name: "zeros before the size",
				raw:  chunked + strings.Repeat("0", 20) + "3\r\nabc\r\n0000\r\n\r\n", hold: hold,
				want: "whole abc, kept", netHTTP: "net/http counts digits", curl: curlLimit,
			},
			{name: "CRLF in the data", raw: chunked + "7\r\na\r\n0\r\nb\r\n0\r\n\r\n", hold: hold, want: "whole a\r\n0\r\nb, kept"},
			{name: "bare LF", raw: chunked + "3\nabc\n0\n\n", want: "garbled, fresh", curl: "curl takes LF for CRLF"},
			{name: "bare LF after the size", raw: chunked + "3\nabc\r\n0\r\n\r\n", want: "garbled, fresh", curl: "curl takes LF for CRLF"},
			{
				name: "bare CR after the size", raw: chunked + "3\rabc\r\n0\r\n\r\n", want: "garbled, fresh",
				curl: "curl passes over all up to LF",
			},
			{name: "blank before the size", raw: chunked + " 3\r\nabc\r\n0\r\n\r\n", want: "garbled, fresh"},
			{name: "no size", raw: chunked + "\r\nabc\r\n0\r\n\r\n", want: "garbled, fresh"},
			{name: "size that is no number", raw: chunked + "zz\r\nabc\r\n", want: "garbled, fresh"},
			{
				name: "size with words", raw: chunked + "3 x\r\nabc\r\n0\r\n\r\n", want: "garbled, fresh",
				curl: "curl passes over all up to LF",
			},
			{name: "size with a prefix", raw: chunked + "0x3\r\nabc\r\n0\r\n\r\n", want: "garbled, fresh", curl: curlVersions},
			{name: "negative size", raw: chunked + "-3\r\nabc\r\n", want: "garbled, fresh"},
			{name: "size with a sign", raw: chunked + "+3\r\nabc\r\n0\r\n\r\n", want: "garbled, fresh"},
			{name: "the largest size", raw: chunked + "7fffffffffffffff\r\nabc", want: "cut off, fresh"},
			{
				name: "size that overflows by one", raw: chunked + "8000000000000000\r\nabc",
				want: "garbled, fresh", netHTTP: "net/http has 64 bits for it",
			},
			{name: "size that overflows", raw: chunked + strings.Repeat("f", 17) + "\r\nabc", want: "garbled, fresh"},
			{name: "data longer than its size", raw: chunked + "2\r\nabc\r\n0\r\n\r\n", want: "garbled, fresh"},
			{name: "data shorter than its size", raw: chunked + "4\r\nabc\r\n0\r\n\r\n", want: "garbled, fresh", curl: curlVersions},
		}},
		{"RFC 9112, 7.1.1: chunk extensions", []rawAnswer{
			{name: "name and value", raw: chunked + "3;a=b\r\nabc\r\n0;c\r\n\r\n", hold: hold, want: "whole abc, kept"},
			{name: "quoted value", raw: chunked + "3;a=\"b;c\"\r\nabc\r\n0\r\n\r\n", hold: hold, want: "whole abc, kept"},
			{
				name: "after a blank", raw: chunked + "3 ; x\r\nabc\r\n0 \t;y\r\n\r\n", hold: hold,
				want: "whole abc, kept", netHTTP: "net/http knows no blank there",
			},
			{name: "blanks alone", raw: chunked + "3  \r\nabc\r\n0\t\r\n\r\n", hold: hold, want: "whole abc, kept"},
			{
				name: "longer than a buffer",
				raw:  chunked + "3;" + strings.Repeat("x", 5000) + "\r\nabc\r\n0\r\n\r\n",
				want: "garbled, fresh", curl: curlLimit,
			},
			{
				name: "much of them",
				raw:  chunked + strings.Repeat("1;"+strings.Repeat("x", 2000)+"\r\na\r\n", 40) + "0\r\n\r\n",
				want: "garbled, fresh", curl: curlLimit,
			},
		}},
		{"RFC 9112, 7.1.2: trailer", []rawAnswer{
			{
				name: "announced",
				raw:  ok + "Trailer: X\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n",
				hold: hold, want: "whole abc, kept",
			},
			{name: "not announced", raw: trailer + "X: y\r\n\r\n", hold: hold, want: "whole abc, kept"},
			{
				name: "of framing, which means nothing there",
				raw:  trailer + "Content-Length: 9\r\nTransfer-Encoding: gzip\r\n\r\n", hold: hold,
				want: "whole abc, kept",
			},
			{
				name: "of framing, announced",
				raw:  ok + "Trailer: Content-Length\r\nTransfer-Encoding: chunked\r\n\r\n" + abc, hold: hold,
				want: "whole abc, kept", netHTTP: "net/http refuses such a name",
			},
			{name: "folded", raw: trailer + "X: y\r\n z\r\n\r\n", hold: hold, want: "whole abc, kept"},
			{
				name: "bare LF, as in a header", raw: trailer + "X: y\n\n", hold: hold, want: "whole abc, kept",
				netHTTP: "net/http looks for CRLF", curl: curlVersions,
			},
			{name: "no colon", raw: trailer + "X\r\n\r\n", want: "garbled, fresh", curl: curlVersions},
			{name: "too long", raw: trailer + "X: " + strings.Repeat("y", 5000) + "\r\n\r\n", want: "garbled, fresh", curl: curlLimit},
			{name: "without end", raw: trailer + "X: y\r\n", want: "cut off, fresh", netHTTP: halfLine},
		}},
		{"RFC 9112, 8: incomplete", []rawAnswer{
			{
				name: "after data longer than its size", raw: chunked + "2\r\nabc", want: "garbled, fresh",
				netHTTP: "net/http waits for the second byte of a CRLF",
			},
			{name: "in a chunk", raw: chunked + "5\r\nabc", want: "cut off, fresh"},
			{name: "after a chunk", raw: chunked + "3\r\nabc", want: "cut off, fresh"},
			{name: "between two chunks", raw: chunked + "3\r\nabc\r\n", want: "cut off, fresh"},
			{name: "in a size", raw: chunked + "3", want: "cut off, fresh"},
			{name: "no chunk", raw: chunked, want: "cut off, fresh"},
			{name: "before the last line", raw: trailer, want: "cut off, fresh", netHTTP: halfLine},
		}},
	}
}

// connectionRules returns the rules for bytes before and after an answer.
func connectionRules() []rule {
	const length = "Content-Length: 3\r\n"
	return []rule{
		{"RFC 9112, 9.3: persistence", []rawAnswer{
			{name: "closed", raw: ok + length + "\r\nabc", want: "whole abc, fresh"},
			{name: "asked to close", raw: last + length + "\r\nabc", hold: hold, want: "whole abc, fresh"},
			{name: "close among others", raw: ok + "Connection: x, Close\r\n" + length + "\r\nabc", hold: hold, want: "whole abc, fresh"},
			{name: "close without a body", raw: last + "Content-Length: 0\r\n\r\n", hold: hold, want: "whole , fresh"},
			{name: "HTTP/1.0", raw: old + length + "\r\nabc", hold: hold, want: "whole abc, fresh"},
			{
				name: "HTTP/1.0 that is kept", raw: old + "Connection: keep-alive\r\n" + length + "\r\nabc",
				hold: hold, want: "whole abc, kept",
			},
			{
				name: "HTTP/1.0 that says both",
				raw:  old + "Connection: keep-alive, close\r\n" + length + "\r\nabc", hold: hold,
				want: "whole abc, fresh",
			},
			{
				name: "bytes after the body",
				raw:  ok + length + "\r\nabcHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", hold: hold,
				want: "whole abc, fresh", netHTTP: lateLook,
			},
			{name: "bytes after no body", raw: empty + "x", hold: hold, want: "whole , fresh", netHTTP: lateLook},
			{name: "bytes after chunks", raw: chunked + "0\r\n\r\nx", hold: hold, want: "whole , fresh", netHTTP: lateLook},
		}},
		{"RFC 9110, 15.2: 1xx", []rawAnswer{
			{name: "100", raw: "HTTP/1.1 100 Continue\r\n\r\n" + empty, hold: hold, want: "whole , kept"},
			{name: "103 twenty times", raw: strings.Repeat(early, 20) + ok + length + "\r\nabc", hold: hold, want: "whole abc, kept"},
			{
				name: "103 one time more", raw: strings.Repeat(early, 21) + ok + length + "\r\nabc",
				want: "refused, fresh", netHTTP: "http.Transport counts bytes alone, and these are few",
				curl: curlLimit,
			},
			{name: "unknown", raw: "HTTP/1.1 150 Odd\r\nContent-Length: 3\r\n\r\n" + empty, hold: hold, want: "whole , kept"},
			{name: "chunks", raw: "HTTP/1.1 150 Odd\r\nTransfer-Encoding: chunked\r\n\r\n" + empty, hold: hold, want: "whole , kept"},
			{name: "half an answer after it", raw: early + "HTTP/1.1 2", want: "no answer, fresh", netHTTP: halfLine},
			{name: "words after it", raw: early + "Hello", want: "refused, fresh"},
			{name: "closed after it", raw: early, want: "no answer, fresh"},
			{
				name: "101 without Upgrade", raw: "HTTP/1.1 101 Switching Protocols\r\n\r\n", hold: hold,
				want: "whole , fresh", curl: "curl waits for the other protocol",
			},
			{
				name: "101 with Upgrade",
				raw:  "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nabc",
				hold: hold, want: "whole , fresh",
				netHTTP: "http.Transport hands over the connection as the body; " +
					"nothing here asks for another protocol",
				curl: "curl waits for the other protocol",
			},
		}},
	}
}
