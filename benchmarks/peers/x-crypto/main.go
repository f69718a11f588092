// golang.org/x/crypto: argon2id, bcrypt and PBKDF2 of one password, compared with what signet verifies. Usage: bench
// CASE=STORED...; for each line read, lines of case, subject and CPU nanoseconds of the process, and a full stop.
package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"
	"golang.org/x/crypto/pbkdf2"
)

const slice = 20 * time.Millisecond

var password = []byte("correct horse battery staple")

type job struct {
	name string
	once func()
}

func must(holds bool, what string) {
	if !holds {
		fmt.Fprintln(os.Stderr, "x/crypto:", what)
		os.Exit(1)
	}
}

func decoded(text string) []byte {
	bytes, err := base64.RawStdEncoding.DecodeString(text)
	must(err == nil, "a stored hash is no base64")
	return bytes
}

func argon2id(stored string) func() {
	var memory, passes uint32
	var lanes uint8
	parts := strings.Split(stored, "$")
	_, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &lanes)
	must(err == nil, "a stored hash without parameters")
	salt, tag := decoded(parts[4]), decoded(parts[5])
	return func() {
		must(bytes.Equal(argon2.IDKey(password, salt, passes, memory, lanes, uint32(len(tag))), tag), "differs from signet")
	}
}

func pbkdf2Sha256(stored string) func() {
	var iterations int
	parts := strings.Split(stored, "$")
	_, err := fmt.Sscanf(parts[2], "i=%d", &iterations)
	must(err == nil, "a stored hash without parameters")
	salt, tag := decoded(parts[3]), decoded(parts[4])
	return func() {
		must(bytes.Equal(pbkdf2.Key(password, salt, iterations, len(tag), sha256.New), tag), "differs from signet")
	}
}

func bcryptOf(stored string) func() {
	return func() { must(bcrypt.CompareHashAndPassword([]byte(stored), password) == nil, "differs from signet") }
}

// CPU of the whole process, the garbage collector included.
func spent() time.Duration {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func timed(once func()) float64 {
	begun, calls := spent(), 0
	for spent()-begun < slice {
		once()
		calls++
	}
	return float64(spent()-begun) / float64(calls)
}

func main() {
	kinds := map[string]func(string) func(){"argon2id": argon2id, "bcrypt": bcryptOf, "pbkdf2": pbkdf2Sha256}
	var all []job
	for _, argument := range os.Args[1:] {
		name, stored, _ := strings.Cut(argument, "=")
		kind, _, _ := strings.Cut(name, "_")
		once := kinds[kind](stored)
		once()
		all = append(all, job{name, once})
	}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		for _, job := range all {
			fmt.Printf("%s\tx/crypto 0.58.0\t%.1f\n", job.name, timed(job.once))
		}
		fmt.Println(".")
	}
}
