// Package hosts decides which host's job goes next, and when.
//
// The package uses no HTTP, channel, clock or timer. Its owner, the dispatch stage, passes in the
// time, the events and a source of random numbers. So the tests simulate whole runs in virtual time
// (world_test.go): servers with broken codes, caps, outages, many hosts.
//
// A [Ticket] stands for a job. The owner adds it ([Scheduler.Add]), sends the ticket that
// [Scheduler.Offer] returns ([Scheduler.Sent]), and reports the result ([Scheduler.Report]). Report
// either keeps the ticket for another attempt or gives it back. The owner of a ticket that is given
// back follows a redirect ([Scheduler.Continue]) or is done ([Scheduler.Release]).
// [Scheduler.NextEnded] returns the tickets that end without another request. A redirect pays the
// rate and is not an attempt. In the first attempt it goes to the front of the queue of its new
// host; in a later attempt it goes behind the retries.
//
// A host is known by name and port, http and https together. A host with work is ready, asleep
// until a time, or occupied: as many of its requests are in flight as may be. After each change
// place moves the host. The scheduler remembers some hosts without work: 16,384 that had trouble
// and 256 others.
//
// A single code says little about its server. So window, pace and circuit breaker follow the
// evidence of many codes.
//
// # Shares
//
// Hosts share the workers' time, not turns (usageheap.go, offer.go). The host that has used the
// least time goes next. A host that is new, or had no work for a while, begins with the time that
// the other hosts have used.
//
//   - While several healthy hosts have work, and for a second after that, a host has at most half
//     of the workers: jobs for the others may come next.
//   - A host that has not answered has one worker while other hosts have work, because it may hang.
//   - All failing hosts together have an eighth of the workers while other hosts have work, or the
//     source may bring more jobs.
//
// # Evidence
//
// The evidence is a cumulative sum (evidence.go). A bad answer raises it and a good answer lowers
// it. The answers to a code count until its first bad answer. Eight bad answers in a row raise the
// alarm. A bad answer weighs less if many good answers came while its request was in flight.
//
// An epoch begins with each alarm, when the breaker opens, and when a suspension ends with a pace.
// The alarm decides by the answers to requests of the current epoch (alarm.go):
//
//   - If the request took as long as three backoffs and the host serves nothing, the breaker opens.
//   - If the pace has no effect, it ends.
//   - If there are fewer than ten good answers, the breaker is suspended.
//   - Otherwise the host gets a pace: the rate at which requests succeed.
//
// # Window and pace
//
// The window is the number of requests that may be in flight. It is one when an open breaker
// closes, and grows by one with each good answer.
//
// The pace is a rate of requests. It follows the shape of TCP CUBIC (pace.go). A complaint cuts it.
// If the next attempt of that code fails too, while most other requests succeed, the code is broken
// and the cut is undone.
//
// If the share of good answers stays the same although the rate has halved, the rate is not the
// cause of the bad answers. Then the pace ends, and the evidence tolerates that share of bad
// answers (alarm.go). The answers of all epochs since the last decision are added up until
// there are enough.
//
// # Circuit breaker
//
// A breaker is closed, suspended or open (breaker.go, answers.go). It is suspended for as long as
// three backoffs at most. In that time a new code goes only after a further attempt of another
// code. If nothing succeeds, the breaker opens. If a host that never answered fails twice, the
// breaker opens without a suspension.
//
// While the breaker is open, one request at a time goes as a probe: each second at first, then at
// intervals of 15 % of the time that the outage has lasted. New codes and further attempts go in
// turn, since the host may serve only one of the two. They go in random order, since broken codes
// may be next to each other. If a probe was a second or later attempt, the code is the next retry,
// until it has had all its attempts. A good answer closes the breaker.
//
// # Attempts and waits
//
// An attempt does not count while its host may be the cause (answers.go, host.excuses). If the host
// serves other codes, at most Limits.Retries attempts of a code do not count, or three if that is
// more. So a broken code is tried 1 + 2 × Limits.Retries times at most, or 4 + Limits.Retries
// times. It is tried more often only while the host serves nothing. With no retries each attempt
// counts.
//
// A ticket waits at most Limits.MaxWait in all for hosts whose breaker is not closed, and for the
// resolver (ending.go, resolver.go). Then it ends. The owner reports the ticket's own last error.
// If the ticket was never sent, the [Ending] has the last error of its host, or else of the last
// lookup. Such a ticket may wait for the whole time again in each outage.
//
// Backoff is full jitter (backoff.go). A Retry-After delays the next attempt of its ticket. The
// first Retry-After also pauses the host; a later one does not, until after the next alarm
// (retryafter.go). If a host asks for a longer wait than Limits.MaxWait for three codes in a row,
// all tickets in its queue end.
//
// If the owner has no place for another job and nothing may be sent, [Scheduler.Evict] ends tickets
// of the host that has failed longest, if it has failed for 3 s. It ends 64 at a time, retries
// first. New tickets are in random order by then.
//
// If Limits.NoPacing is set, there is no pace, window or breaker. Retries and Retry-After stay.
//
// # Resolver
//
// If 16 lookups in a row fail, for several names, the resolver is in doubt (resolver.go). If no
// lookup of the run was ever answered, two are enough, for any name. Until a lookup is answered,
// everything waits, except for hosts that have answered and are not failing. A second after the
// first failure a probe goes, and from then on at the intervals of an open breaker. If a lookup
// fails then, the resolver is down. A probe that needs no lookup shows nothing, and the next goes
// at once. While the resolver is in doubt, a host that has answered has one request in flight if
// its last request needed a lookup. After the first answered lookup of the run, a name that could
// never be looked up counts once.
//
// # Rates
//
// Limits.Rate and Limits.PerHostRate are buckets of one token (limits.go). A bucket reports when
// the next request may go; it does not sleep. A timer that fires late costs no throughput. Time for
// which something else holds a request back gives no credit: another limit, or a want of workers.
// If the run continues another, the first request waits as if one had been sent when the run began.
// The rates do not count requests that a transport sends again within an exchange: after status
// 421, up to ten times by HTTP/2, and on a new connection if a kept connection was closed.
package hosts
