// Package hosts decides which host's job goes next, and when.
//
// It knows no HTTP, channel, clock or timer. Its owner, the dispatch stage, says what time it is
// and what happened, and a source of random numbers is passed in. So the tests simulate whole runs
// in virtual time (world_test.go): servers with broken codes, caps, outages, many hosts.
//
// A [Ticket] stands for a job. The owner adds it ([Scheduler.Add]), sends what [Scheduler.Offer]
// returns ([Scheduler.Sent]), and reports what became of it ([Scheduler.Report]). Report either
// keeps the ticket for another attempt or gives it back: the owner then follows a redirect
// ([Scheduler.Continue]) or is done ([Scheduler.Release]). A ticket that ends without being sent
// again comes by [Scheduler.NextEnded]. A redirect goes to the front of the queue of its new host,
// pays the rate, and is not an attempt.
//
// A host is known by name and port, http and https together. A host with work is ready, asleep
// until a time, or occupied with as many requests as it may have in flight; after each change place
// moves it. Of the hosts without work the scheduler remembers 16,384 with trouble and 256 others.
//
// What a server does to one code says little about the server. So window, pace and circuit breaker
// follow the evidence of many codes.
//
// # Shares
//
// Hosts share the workers' time, not turns (shares.go, offer.go). The host that has used the least
// time goes next. A host that comes new, or had no work for a while, starts where the others are.
//
//   - While several healthy hosts have work, a host has at most half of the workers. That holds for
//     a second longer, since jobs for them may come next.
//   - A host that has not answered has one worker while other hosts have work, because it may hang.
//   - All failing hosts together have an eighth of the workers while other hosts have work, or may
//     come to have some because the source is not read to its end.
//
// # Evidence
//
// The evidence is a cumulative sum (evidence.go). A bad answer raises it and a good answer lowers
// it. Only answers to codes that had no bad answer before count. Eight bad answers in a row raise
// the alarm. A bad answer weighs less if many good answers came while its request was in flight.
//
// The alarm decides by the answers to requests that were sent after the last change of how the host
// is asked, the epoch (alarm.go):
//
//   - If the request took as long as three backoffs and the host serves nothing, the breaker opens.
//   - If the pace turns out to be of no use, it ends.
//   - If there are fewer than ten good answers, the breaker is suspended.
//   - Otherwise the host gets a pace: the rate at which requests succeed.
//
// # Window and pace
//
// The window is the number of requests in flight. It is one when an open breaker closes, and one
// more with each good answer.
//
// The pace is a rate of requests. It follows the shape of TCP CUBIC (pace.go). A complaint cuts it.
// If the next attempt of that code fails too while the host lets through what it is asked for, the
// code is broken and the cut is undone.
//
// If the share of good answers stays the same although the rate has halved, the rate is not the
// cause of the bad answers: the pace ends, and the evidence then tolerates that share (lifts.go).
// The answers of all epochs since the last alarm are added up until they say enough.
//
// # Circuit breaker
//
// A breaker is closed, suspended or open (breaker.go, answers.go). While it is suspended, only
// codes that were sent before go, for as long as three backoffs. If none of them succeeds, it
// opens. It opens without a suspension if a host that never answered fails twice.
//
// While it is open one request at a time goes as a probe: each second at first, then each 15 % of
// the time that the outage has lasted. New codes and further attempts go in turn, since the host
// may serve only one of the two. They go in random order, since broken codes may stand side by
// side. A code that was tried twice is tried to its last attempt. A good answer closes the breaker.
//
// # Attempts and waits
//
// An attempt does not count while its host may be to blame (report.go). While the host serves other
// codes that holds for Limits.Retries attempts of a code. So a broken code is tried 1 + 2 ×
// Limits.Retries times, and more often only while the host serves nothing.
//
// A ticket waits Limits.MaxWait in all for hosts whose breaker is not closed, and for the resolver
// (ending.go, resolver.go). Then it ends. The owner reports the ticket's own last error; an
// [Ending] has that of its host, or that of the last lookup, for a ticket that was never sent. A
// ticket that was never sent waits anew in each outage.
//
// Backoff is full jitter (backoff.go). A Retry-After binds its ticket (asked.go). The first one
// pauses the host; a later one does not until the next alarm. If three codes in a row are asked to
// wait longer than Limits.MaxWait, all tickets in the queue of the host end.
//
// If the owner has no place for another job and nothing may go, [Scheduler.Evict] ends tickets of
// the host that has failed longest, if it has failed for 3 s: 64 at a time, those first that were
// sent before, in the order in which they came.
//
// With Limits.NoPacing there is no pace, window or breaker. Retries and Retry-After stay.
//
// # Resolver
//
// If 16 lookups in a row have no answer for a second, no name can be looked up (resolver.go). They
// must be for several names, unless no lookup was ever answered; then two lookups are enough. Until
// a lookup is answered everything waits, but for hosts that answer over open connections and a
// request from time to time. A name that could never be looked up counts once.
//
// # Rates
//
// Limits.Rate and Limits.PerHostRate are buckets of one token that say when a request may go, and
// never sleep (bucket.go). They make good for a timer that fires late. Requests that a transport
// sends again within an exchange are not counted: after 421, by HTTP/2 up to ten times, and on a
// new connection where a kept one was closed.
package hosts
