// golang-jwt: the full check of the eight-claim token, keys loaded. Usage: bench KEYS ROUNDS; prints case, subject, ns.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	issuer   = "https://id.example.com"
	audience = "https://api.example.com"
	slice    = 10 * time.Millisecond
)

type claims struct {
	jwt.RegisteredClaims
	Scope string `json:"scope"`
}

type job struct {
	name  string
	once  func()
	times []float64
}

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, "golang-jwt:", err)
		os.Exit(1)
	}
	return value
}

func pem(name string) []byte {
	return must(os.ReadFile(filepath.Join(os.Args[1], name+".pem")))
}

func verifier(method jwt.SigningMethod, private, public any) job {
	now := time.Now()
	uuid := "5b9d1bf4-6c0f-4a9e-8f51-5a9bd3f4c001"
	token := must(jwt.NewWithClaims(method, claims{jwt.RegisteredClaims{
		Issuer: issuer, Subject: uuid, Audience: jwt.ClaimStrings{audience}, ExpiresAt: jwt.NewNumericDate(now.Add(24 * time.Hour)),
		NotBefore: jwt.NewNumericDate(now), IssuedAt: jwt.NewNumericDate(now), ID: uuid}, "posts:read posts:write"}).SignedString(private))
	parser := jwt.NewParser(jwt.WithValidMethods([]string{method.Alg()}), jwt.WithIssuer(issuer), jwt.WithAudience(audience),
		jwt.WithExpirationRequired(), jwt.WithNotBeforeRequired())
	key := func(*jwt.Token) (any, error) { return public, nil }
	return job{name: strings.ToLower(method.Alg()) + "_verify", once: func() {
		read := claims{}
		must(parser.ParseWithClaims(token, &read, key))
		if len(read.Subject) != 36 {
			fmt.Fprintln(os.Stderr, "golang-jwt: a claim differs")
			os.Exit(1)
		}
	}}
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
		for i := 0; i < 16; i++ {
			once()
		}
		calls += 16
	}
	return float64(spent()-begun) / float64(calls)
}

func main() {
	rounds := must(strconv.Atoi(os.Args[2]))
	secret := []byte(strings.Repeat("k", 32))
	rsaPrivate := must(jwt.ParseRSAPrivateKeyFromPEM(pem("rsa.private")))
	rsaPublic := must(jwt.ParseRSAPublicKeyFromPEM(pem("rsa.public")))
	jobs := []job{
		verifier(jwt.SigningMethodHS256, secret, secret),
		verifier(jwt.SigningMethodRS256, rsaPrivate, rsaPublic),
		verifier(jwt.SigningMethodPS256, rsaPrivate, rsaPublic),
		verifier(jwt.SigningMethodES256, must(jwt.ParseECPrivateKeyFromPEM(pem("ec.private"))), must(jwt.ParseECPublicKeyFromPEM(pem("ec.public")))),
		verifier(jwt.SigningMethodEdDSA, must(jwt.ParseEdPrivateKeyFromPEM(pem("ed25519.private"))), must(jwt.ParseEdPublicKeyFromPEM(pem("ed25519.public")))),
	}
	for round := 0; round < rounds; round++ {
		for i := range jobs {
			jobs[i].times = append(jobs[i].times, timed(jobs[i].once))
		}
	}
	for _, job := range jobs {
		sort.Float64s(job.times)
		fmt.Printf("%s\tgolang-jwt 5.3.1\t%.1f\n", job.name, job.times[rounds/2])
	}
}
