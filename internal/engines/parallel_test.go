//go:build unix

package engines

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/disk/disktest"
)

// GNU parallel runs the parts of a list, by the command of docs/many-machines.md. It starts a
// killed task again.
func TestParallel(t *testing.T) {
	requires(t, "parallel", "seq")
	f := newFarm(t)
	t.Setenv("HOME", f.dir) // parallel keeps files there
	done := make(chan struct{})
	go func() {
		defer close(done)
		f.killOne(t)
	}()
	must(t, f.dir, "sh", "-c", document(t, "seq 16"))
	<-done

	f.check(t, "out")
	if starts := must(t, f.dir, "sh", "-c", `cat log/* | grep -c '"event":"run"'`); starts != "17\n" {
		t.Errorf("%s starts, want 16, and one after the kill", strings.TrimSpace(starts))
	}
}

// GNU parallel runs the parts of a list over ssh, on two machines. Both are this machine.
func TestParallelOverSSH(t *testing.T) {
	requires(t, "parallel", "seq", "ssh", "ssh-keygen", "/usr/sbin/sshd")
	if _, err := os.Stat("/run/sshd"); err != nil && os.Geteuid() == 0 {
		t.Skip("sshd requires /run/sshd")
	}
	if testing.Short() {
		t.Skip("it logs in a hundred times")
	}
	f := newFarm(t)
	t.Setenv("HOME", f.dir)
	t.Setenv("PARALLEL_SSH", "ssh -F "+f.startSSH(t))
	must(t, f.dir, "sh", "-c", strings.ReplaceAll(document(t, "seq 64"), "/shared", f.dir))
	f.check(t, "files")
}

// A farm is a list, the site of its hosts, and the directory for its files. Each start of hoist has
// the number of its process as User-Agent.
type farm struct {
	site        *site
	dir         string
	codes       int
	undisturbed map[string]string
}

func newFarm(t *testing.T) *farm {
	t.Helper()
	const hosts, n = 40, 20
	f := &farm{site: newSite(t, 5*time.Millisecond), dir: t.TempDir(), codes: hosts * n}
	write(t, f.dir, "urls.txt", list(hosts, n))
	f.undisturbed = f.site.undisturbed(t, f.dir, "--url", "{+code}", "-f", "urls.txt")

	hoist, err := exec.LookPath("hoist")
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(f.dir, "bin")
	if err := os.Mkdir(bin, 0o777); err != nil {
		t.Fatal(err)
	}
	write(t, bin, "hoist",
		fmt.Sprintf("#!/bin/sh\nexport HOIST_USER_AGENT=$$ HOIST_PROXY=%s HOIST_PER_HOST_RATE=20\nexec %s \"$@\"\n",
			f.site.URL, hoist))
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	return f
}

// killOne kills a task that has made ten requests.
func (f *farm) killOne(t *testing.T) {
	victim := 0
	f.site.await(t, func(reached map[string]int) bool {
		for agent, requests := range reached {
			if requests >= 10 {
				victim, _ = strconv.Atoi(agent)
			}
		}
		return victim != 0
	})
	if err := syscall.Kill(victim, syscall.SIGKILL); err != nil {
		t.Error(err)
	}
}

// check checks the tally, and that the files in out are those of one undisturbed run.
func (f *farm) check(t *testing.T, out string) {
	t.Helper()
	checkTally(t, filepath.Join(f.dir, "log"), f.codes)
	if diff := cmp.Diff(f.undisturbed, disktest.Hashes(t, filepath.Join(f.dir, out))); diff != "" {
		t.Error(diff)
	}
}

// startSSH starts a server for ssh on loopback, and returns the path of a configuration of ssh for
// it. The server has the PATH of the test.
func (f *farm) startSSH(t *testing.T) string {
	t.Helper()
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"host", "mine"} {
		must(t, f.dir, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", name)
	}
	expand := strings.NewReplacer("DIR", f.dir, "PORT", freePorts(t, 1)[0], "USER", me.Username, "PATHS", os.Getenv("PATH")).Replace
	write(t, f.dir, "sshd_config", expand(`ListenAddress 127.0.0.1:PORT
HostKey DIR/host
AuthorizedKeysFile DIR/mine.pub
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
MaxStartups 100
SetEnv PATH=PATHS
`))
	daemon(t, "/usr/sbin/sshd", "-D", "-e", "-f", filepath.Join(f.dir, "sshd_config"))
	config := write(t, f.dir, "ssh_config", expand(`Host one.example two.example
HostName 127.0.0.1
Port PORT
User USER
IdentityFile DIR/mine
UserKnownHostsFile DIR/known
StrictHostKeyChecking accept-new
`))
	poll(t, "answer of sshd", func() bool {
		return exec.Command("ssh", "-F", config, "one.example", "true").Run() == nil
	})
	return config
}
