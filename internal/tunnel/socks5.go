package tunnel

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/url"
	"strconv"
)

// Numbers of RFC 1928 and, for the login, RFC 1929.
const (
	version5     = 5
	loginVersion = 1
	connectTo    = 1 // CMD

	noLogin    = 0x00 // methods
	passLogin  = 0x02
	noneSuits  = 0xff
	loginRight = 0

	typeIPv4 = 1
	typeName = 3
	typeIPv6 = 4
)

// replies are the texts of REP, by number.
var replies = [...]string{
	"succeeded", "general SOCKS server failure", "connection not allowed by ruleset", "network unreachable", "host unreachable",
	"connection refused", "TTL expired", "command not supported", "address type not supported",
}

// SOCKS5 requests a connection to host:port. Then conn is that connection. The proxy looks the host
// up. Without user it does not log in. If the proxy answered, the error is a *Refusal. Otherwise it
// is the error of reading or writing. SOCKS5 does not close conn, and has no time limit. The caller
// sets conn's deadline.
func SOCKS5(conn io.ReadWriter, to string, user *url.Userinfo) error {
	request, err := socksRequest(to)
	if err != nil {
		return err
	}
	if err := greet(conn, user); err != nil {
		return err
	}
	if _, err := conn.Write(request); err != nil {
		return err
	}
	return readReply(conn, to)
}

// socksRequest is VER, CMD, RSV, ATYP, DST.ADDR and DST.PORT (RFC 1928, section 4).
func socksRequest(to string) ([]byte, error) {
	host, port, err := net.SplitHostPort(to)
	if err != nil {
		return nil, err
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("port %q: %w", port, errors.Unwrap(err))
	}
	request := []byte{version5, connectTo, 0}
	addr, err := netip.ParseAddr(host)
	switch {
	case err == nil && addr.Unmap().Is4():
		request = append(append(request, typeIPv4), addr.Unmap().AsSlice()...)
	case err == nil:
		request = append(append(request, typeIPv6), addr.AsSlice()...)
	case len(host) > 255:
		return nil, fmt.Errorf("host %.100q is longer than the 255 bytes that SOCKS allows", host)
	default:
		request = append(append(request, typeName, byte(len(host))), host...)
	}
	return append(request, byte(number>>8), byte(number)), nil
}

// greet agrees on a method of logging in (RFC 1928, section 3), and logs in.
func greet(conn io.ReadWriter, user *url.Userinfo) error {
	methods := []byte{version5, 1, noLogin}
	if user != nil {
		methods = []byte{version5, 2, noLogin, passLogin}
	}
	if _, err := conn.Write(methods); err != nil {
		return err
	}
	var chosen [2]byte
	if err := readSOCKS(conn, chosen[:]); err != nil {
		return err
	}
	switch {
	case chosen[1] == noLogin:
		return nil
	case chosen[1] == noneSuits && user == nil:
		return &Refusal{Reason: Login, Answer: "requires a user name and password"}
	case chosen[1] == noneSuits:
		return &Refusal{Reason: Login, Answer: "does not accept a user name and password"}
	case chosen[1] == passLogin && user != nil:
		return logIn(conn, user)
	}
	return fmt.Errorf("it chose authentication method %d, which was not offered", chosen[1])
}

// logIn sends user name and password (RFC 1929, section 2).
func logIn(conn io.ReadWriter, user *url.Userinfo) error {
	name := user.Username()
	password, _ := user.Password()
	if len(name) > 255 || len(password) > 255 {
		return errors.New("user name or password is longer than the 255 bytes that SOCKS allows")
	}
	request := append([]byte{loginVersion, byte(len(name))}, name...)
	request = append(append(request, byte(len(password))), password...)
	if _, err := conn.Write(request); err != nil {
		return err
	}
	var answer [2]byte
	if _, err := io.ReadFull(conn, answer[:]); err != nil {
		return err
	}
	if answer[1] != loginRight {
		return &Refusal{Reason: Login, Answer: "refused the user name or password"}
	}
	return nil
}

// readReply reads the answer to the request, and passes over the address in it (RFC 1928, section
// 6).
func readReply(conn io.Reader, to string) error {
	var reply [4]byte
	if err := readSOCKS(conn, reply[:2]); err != nil {
		return err
	}
	if code := reply[1]; code != 0 {
		return &Refusal{Reason: socksReason(code), Answer: fmt.Sprintf("answered %q for %s", socksText(code), to)}
	}
	if _, err := io.ReadFull(conn, reply[2:]); err != nil {
		return err
	}
	length := [1]byte{net.IPv4len}
	switch reply[3] {
	case typeIPv4:
	case typeIPv6:
		length[0] = net.IPv6len
	case typeName:
		if _, err := io.ReadFull(conn, length[:]); err != nil {
			return err
		}
	default:
		return fmt.Errorf("it answered with an address of type %d", reply[3])
	}
	_, err := io.ReadFull(conn, make([]byte, int(length[0])+2))
	return err
}

// readSOCKS fills answer. Its first byte is the version.
func readSOCKS(conn io.Reader, answer []byte) error {
	if _, err := io.ReadFull(conn, answer); err != nil {
		return err
	}
	if answer[0] != version5 {
		return errors.New("it does not speak SOCKS5")
	}
	return nil
}

// socksReason returns the meaning of a reply. If a rule forbids the connection, or the proxy can't
// make it, the next attempt would fail in the same way.
func socksReason(code byte) Reason {
	switch code {
	case 1, 3, 4, 5, 6:
		return Unreachable
	}
	return Denied
}

func socksText(code byte) string {
	if int(code) < len(replies) {
		return replies[code]
	}
	return fmt.Sprintf("reply %d", code)
}
