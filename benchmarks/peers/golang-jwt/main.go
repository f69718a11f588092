// golang-jwt: the full check of the eight-claim token, and its making, keys loaded. Usage: bench KEYS; for each line
// read, lines of case, subject and CPU nanoseconds of the process, and a full stop.
package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	issuer   = "https://id.example.com"
	audience = "https://api.example.com"
	uuid     = "5b9d1bf4-6c0f-4a9e-8f51-5a9bd3f4c001"
	slice    = 20 * time.Millisecond
)

type claims struct {
	jwt.RegisteredClaims
	Scope string `json:"scope"`
}

type job struct {
	name string
	once func()
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

func sign(method jwt.SigningMethod, private any) string {
	now := time.Now()
	return must(jwt.NewWithClaims(method, claims{jwt.RegisteredClaims{
		Issuer: issuer, Subject: uuid, Audience: jwt.ClaimStrings{audience}, ExpiresAt: jwt.NewNumericDate(now.Add(24 * time.Hour)),
		NotBefore: jwt.NewNumericDate(now), IssuedAt: jwt.NewNumericDate(now), ID: uuid}, "posts:read posts:write"}).SignedString(private))
}

func jobs(method jwt.SigningMethod, private, public any) []job {
	token := sign(method, private)
	parser := jwt.NewParser(jwt.WithValidMethods([]string{method.Alg()}), jwt.WithIssuer(issuer), jwt.WithAudience(audience),
		jwt.WithExpirationRequired(), jwt.WithNotBeforeRequired())
	key := func(*jwt.Token) (any, error) { return public, nil }
	name := strings.ToLower(method.Alg())
	return []job{{name + "_verify", func() {
		read := claims{}
		must(parser.ParseWithClaims(token, &read, key))
		if len(read.Subject) != len(uuid) {
			fmt.Fprintln(os.Stderr, "golang-jwt: a claim differs")
			os.Exit(1)
		}
	}}, {name + "_sign", func() { sign(method, private) }}}
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
	secret := []byte(strings.Repeat("k", 32))
	rsaPrivate := must(jwt.ParseRSAPrivateKeyFromPEM(pem("rsa.private")))
	rsaPublic := must(jwt.ParseRSAPublicKeyFromPEM(pem("rsa.public")))
	all := jobs(jwt.SigningMethodHS256, secret, secret)
	all = append(all, jobs(jwt.SigningMethodRS256, rsaPrivate, rsaPublic)...)
	all = append(all, jobs(jwt.SigningMethodPS256, rsaPrivate, rsaPublic)...)
	all = append(all, jobs(jwt.SigningMethodES256, must(jwt.ParseECPrivateKeyFromPEM(pem("ec.private"))), must(jwt.ParseECPublicKeyFromPEM(pem("ec.public"))))...)
	all = append(all, jobs(jwt.SigningMethodEdDSA, must(jwt.ParseEdPrivateKeyFromPEM(pem("ed25519.private"))), must(jwt.ParseEdPublicKeyFromPEM(pem("ed25519.public"))))...)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		for _, job := range all {
			fmt.Printf("%s\tgolang-jwt 5.3.1\t%.1f\n", job.name, timed(job.once))
		}
		fmt.Println(".")
	}
}
