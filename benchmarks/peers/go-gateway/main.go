// Flow A's /validate and /login by Go's usual parts (net/http, golang-jwt, x/crypto), for the benchmarks of serving.
// Usage: bench [-semaphore] PORT USERS; the key is in JWT_SECRET, USERS has a name and a bcrypt hash a line. With
// -semaphore no more passwords are hashed at once than there are processors; without, as many as are asked for.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"log"
	"net/http"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"golang.org/x/crypto/bcrypt"
)

const issuer, audience = "auth-service", "api-service"

type server struct {
	key    []byte
	users  map[string][]byte
	parser *jwt.Parser
	places chan struct{} // nil: no bound
}

func (s *server) keyOf(*jwt.Token) (any, error) { return s.key, nil }

// An empty answer, as nginx wants it.
func empty(w http.ResponseWriter, status int) {
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
}

func (s *server) validate(w http.ResponseWriter, r *http.Request) {
	token, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !found {
		empty(w, http.StatusUnauthorized)
		return
	}
	var claims jwt.RegisteredClaims
	if _, err := s.parser.ParseWithClaims(token, &claims, s.keyOf); err != nil {
		empty(w, http.StatusUnauthorized)
		return
	}
	empty(w, http.StatusOK)
}

func (s *server) matches(hash, password []byte) bool {
	if s.places != nil {
		s.places <- struct{}{}
		defer func() { <-s.places }()
	}
	return bcrypt.CompareHashAndPassword(hash, password) == nil
}

func (s *server) login(w http.ResponseWriter, r *http.Request) {
	var body struct{ Username, Password string }
	if json.NewDecoder(r.Body).Decode(&body) != nil {
		http.Error(w, `{"error":"Invalid request format","code":"INVALID_JSON"}`, http.StatusBadRequest)
		return
	}
	hash, known := s.users[body.Username]
	if !known || !s.matches(hash, []byte(body.Password)) {
		http.Error(w, `{"error":"Invalid credentials","code":"INVALID_CREDENTIALS"}`, http.StatusUnauthorized)
		return
	}
	now := time.Now()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.RegisteredClaims{
		Issuer:    issuer,
		Subject:   body.Username,
		Audience:  jwt.ClaimStrings{audience},
		ExpiresAt: jwt.NewNumericDate(now.Add(15 * time.Minute)),
		IssuedAt:  jwt.NewNumericDate(now),
	}).SignedString(s.key)
	if err != nil {
		http.Error(w, `{"error":"Internal server error","code":"TOKEN_GENERATION_FAILED"}`, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"token": token})
}

func readUsers(path string) (map[string][]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	users := map[string][]byte{}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		name, hash, found := strings.Cut(lines.Text(), " ")
		if !found {
			return nil, errors.New("a line without a hash")
		}
		users[name] = []byte(hash)
	}
	return users, lines.Err()
}

func main() {
	bounded := flag.Bool("semaphore", false, "hash no more passwords at once than there are processors")
	flag.Parse()
	users, err := readUsers(flag.Arg(1))
	if err != nil {
		log.Fatal(err)
	}
	s := &server{key: []byte(os.Getenv("JWT_SECRET")), users: users, parser: jwt.NewParser(
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithIssuer(issuer), jwt.WithAudience(audience),
		jwt.WithExpirationRequired())}
	if *bounded {
		s.places = make(chan struct{}, runtime.GOMAXPROCS(0))
	}
	routes := http.NewServeMux()
	routes.HandleFunc("GET /validate", s.validate)
	routes.HandleFunc("POST /login", s.login)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+flag.Arg(0), routes))
}
