package outcome

// A Kind is the kind of an error, for programs. Later versions may add kinds.
type Kind string

const (
	BadInput      Kind = "bad_input"       // the text given can't be a code
	BadURL        Kind = "bad_url"         // the URL made of the code can't be requested
	DNS           Kind = "dns"             // the host's name does not resolve
	Connect       Kind = "connect"         // refused or unreachable
	TLS           Kind = "tls"             // certificate or handshake
	Timeout       Kind = "timeout"         // no connection or no answer in time
	Stalled       Kind = "stalled"         // the body stopped arriving
	Reset         Kind = "reset"           // the connection broke
	Truncated     Kind = "truncated"       // the body is shorter than announced
	Protocol      Kind = "protocol"        // the answer is not valid HTTP
	Redirect      Kind = "redirect"        // too many, a loop, or to a URL that is not HTTP
	HTTP          Kind = "http"            // any other status than success and not_found
	TooLarge      Kind = "too_large"       // over the limit on the size of a body
	BadContent    Kind = "bad_content"     // not of a type, or not of the least size, that the user asked for
	Mismatch      Kind = "mismatch"        // not of the size or the hash that the list gives
	Blocked       Kind = "blocked"         // an address that data must not choose
	Storage       Kind = "storage"         // could not be written or named
	TooManyErrors Kind = "too_many_errors" // the run was ended by its limit on errors
	Panic         Kind = "panic"           // a defect in hoist, met by this job
	Internal      Kind = "internal"        // a defect in hoist, of another sort
)

// IsOurs reports whether hoist or this machine caused the error, not the host.
func (k Kind) IsOurs() bool {
	return k == Storage || k == TooManyErrors || k == Panic || k == Internal
}
