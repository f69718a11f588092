// Flow D's /login and /authenticate by Go's usual parts (net/http, golang-jwt, go-redis), for the bench of servers.
// Usage: bench PORT REDIS-PORT; the key is in JWT_KEY.
package main

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"
)

const autoLogout = 24 * time.Hour

// Claims in the documented order.
type claims struct {
	UserID uint64 `json:"user_id"`
	UID    string `json:"uid"`
	Type   string `json:"type"`
	jwt.RegisteredClaims
}

// What Redis keeps under token-<user_id>.
type session struct {
	Access  string `json:"access_uid"`
	Refresh string `json:"refresh_uid"`
}

type server struct {
	key   []byte
	cache *redis.Client
}

func sessionKey(user uint64) string { return "token-" + strconv.FormatUint(user, 10) }

func (s *server) sign(user uint64, uid, kind string, lifetime time.Duration) (string, error) {
	now := time.Now()
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims{user, uid, kind, jwt.RegisteredClaims{
		Issuer:    "jwt-microservice",
		ExpiresAt: jwt.NewNumericDate(now.Add(lifetime)),
		NotBefore: jwt.NewNumericDate(now),
		IssuedAt:  jwt.NewNumericDate(now),
	}}).SignedString(s.key)
}

func (s *server) login(w http.ResponseWriter, r *http.Request) {
	var body struct {
		UserID *uint64 `json:"user_id"`
	}
	if json.NewDecoder(r.Body).Decode(&body) != nil || body.UserID == nil {
		http.Error(w, "failed to unmarshal request body", http.StatusBadRequest)
		return
	}
	uids := session{uuid.NewString(), uuid.NewString()}
	access, err := s.sign(*body.UserID, uids.Access, "access", 15*time.Minute)
	if err != nil {
		http.Error(w, "failed to login", http.StatusInternalServerError)
		return
	}
	refresh, err := s.sign(*body.UserID, uids.Refresh, "refresh", 720*time.Hour)
	if err != nil {
		http.Error(w, "failed to login", http.StatusInternalServerError)
		return
	}
	value, _ := json.Marshal(uids)
	if s.cache.Set(r.Context(), sessionKey(*body.UserID), value, autoLogout).Err() != nil {
		http.Error(w, "failed to login", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"access": access, "refresh": refresh})
}

func (s *server) authenticate(w http.ResponseWriter, r *http.Request) {
	header := r.Header.Get("Authorization")
	if len(header) <= len("Bearer ") {
		http.Error(w, "missing authorization header", http.StatusBadRequest)
		return
	}
	var given claims
	_, err := jwt.ParseWithClaims(header[len("Bearer "):], &given,
		func(*jwt.Token) (any, error) { return s.key, nil }, jwt.WithValidMethods([]string{"HS256"}))
	if err != nil || given.Type != "access" {
		http.Error(w, "failed to authenticate", http.StatusBadRequest)
		return
	}
	value, err := s.cache.Get(r.Context(), sessionKey(given.UserID)).Bytes()
	var stored session
	if err != nil || json.Unmarshal(value, &stored) != nil || stored.Access != given.UID {
		http.Error(w, "failed to authenticate", http.StatusBadRequest)
		return
	}
	go s.cache.Expire(context.Background(), sessionKey(given.UserID), autoLogout) // as documented, beside the answer
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(given)
}

func main() {
	s := &server{[]byte(os.Getenv("JWT_KEY")), redis.NewClient(&redis.Options{Addr: "127.0.0.1:" + os.Args[2]})}
	routes := http.NewServeMux()
	routes.HandleFunc("POST /login", s.login)
	routes.HandleFunc("GET /authenticate", s.authenticate)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], routes))
}
