// Drives golang-jwt/jwt v5, as strict as its options go: strict base64url, valid methods, issued-at.
package main

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

type keyText struct {
	Pem    string `json:"pem"`
	Secret string `json:"secret_b64u"`
}

type request struct {
	ID      json.RawMessage `json:"id"`
	Op      string          `json:"op"`
	Alg     string          `json:"alg"`
	Key     keyText         `json:"key"`
	Header  map[string]any  `json:"header"`
	Claims  jwt.MapClaims   `json:"claims"`
	Token   string          `json:"token"`
	Algs    []string        `json:"algs"`
	Now     int64           `json:"now"`
	Iss     *string         `json:"iss"`
	Aud     *string         `json:"aud"`
	Require []string        `json:"require"`
}

type answer map[string]any

func about(request) (answer, error) {
	version := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			if strings.Contains(module.Path, "golang-jwt") {
				version = strings.TrimPrefix(module.Version, "v")
			}
		}
	}
	return answer{
		"version": version,
		"algorithms": strings.Fields("HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 " +
			"ES256 ES384 ES512 EdDSA"),
		"curves":       []string{"Ed25519"},
		"sign_forms":   []string{"pem", "secret"},
		"verify_forms": []string{"pem", "secret"},
		"clock":        true,
		"generate":     strings.Fields("RS256 ES256 ES384 ES512 Ed25519"),
	}, nil
}

func privateKey(alg string, key keyText) (any, error) {
	switch text := []byte(key.Pem); alg[:2] {
	case "HS":
		return base64.RawURLEncoding.DecodeString(key.Secret)
	case "RS", "PS":
		return jwt.ParseRSAPrivateKeyFromPEM(text)
	case "ES":
		return jwt.ParseECPrivateKeyFromPEM(text)
	default:
		return jwt.ParseEdPrivateKeyFromPEM(text)
	}
}

func publicKey(alg string, key keyText) (any, error) {
	switch text := []byte(key.Pem); alg[:2] {
	case "HS":
		return base64.RawURLEncoding.DecodeString(key.Secret)
	case "RS", "PS":
		return jwt.ParseRSAPublicKeyFromPEM(text)
	case "ES":
		return jwt.ParseECPublicKeyFromPEM(text)
	default:
		return jwt.ParseEdPublicKeyFromPEM(text)
	}
}

func newKey(alg string) (any, any, error) {
	curves := map[string]elliptic.Curve{"ES256": elliptic.P256(), "ES384": elliptic.P384(), "ES512": elliptic.P521()}
	switch alg[:2] {
	case "RS", "PS":
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			return nil, nil, err
		}
		return key, &key.PublicKey, nil
	case "ES":
		key, err := ecdsa.GenerateKey(curves[alg], rand.Reader)
		if err != nil {
			return nil, nil, err
		}
		return key, &key.PublicKey, nil
	case "Ed":
		public, private, err := ed25519.GenerateKey(rand.Reader)
		return private, public, err
	}
	return nil, nil, errors.New("no such key")
}

func generate(r request) (answer, error) {
	private, public, err := newKey(r.Alg)
	if err != nil {
		return nil, err
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, err
	}
	spki, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return nil, err
	}
	return answer{
		"private": answer{"pem": string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}))},
		"public":  answer{"pem": string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: spki}))},
	}, nil
}

func sign(r request) (answer, error) {
	token := jwt.NewWithClaims(jwt.GetSigningMethod(r.Alg), r.Claims)
	for name, value := range r.Header {
		token.Header[name] = value
	}
	key, err := privateKey(r.Alg, r.Key)
	if err != nil {
		return nil, err
	}
	text, err := token.SignedString(key)
	return answer{"token": text}, err
}

func verify(r request) (answer, error) {
	options := []jwt.ParserOption{
		jwt.WithValidMethods(r.Algs), jwt.WithJSONNumber(), jwt.WithStrictDecoding(), jwt.WithIssuedAt(),
		jwt.WithTimeFunc(func() time.Time { return time.Unix(r.Now, 0) }),
	}
	if r.Iss != nil {
		options = append(options, jwt.WithIssuer(*r.Iss))
	}
	if r.Aud != nil {
		options = append(options, jwt.WithAudience(*r.Aud))
	}
	for _, name := range r.Require {
		if name == "exp" {
			options = append(options, jwt.WithExpirationRequired())
		}
	}
	key, err := publicKey(r.Algs[0], r.Key)
	if err != nil {
		return nil, err
	}
	token, err := jwt.Parse(r.Token, func(*jwt.Token) (any, error) { return key, nil }, options...)
	if err != nil {
		return nil, err
	}
	return answer{"claims": token.Claims}, nil
}

func answerTo(line []byte) answer {
	var r request
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	if err := decoder.Decode(&r); err != nil {
		return answer{"id": r.ID, "ok": false, "error": "driver: " + err.Error()}
	}
	operations := map[string]func(request) (answer, error){
		"about": about, "generate": generate, "sign": sign, "verify": verify,
	}
	members, err := operations[r.Op](r)
	if err != nil {
		return answer{"id": r.ID, "ok": false, "error": err.Error()}
	}
	members["id"] = r.ID
	members["ok"] = true
	return members
}

func main() {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	output := json.NewEncoder(os.Stdout)
	output.SetEscapeHTML(false)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		if err := output.Encode(answerTo(line)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
