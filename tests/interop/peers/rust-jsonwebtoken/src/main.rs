//! Drives the jsonwebtoken crate, as strict as its options go. It reads the wall clock only.

use std::collections::HashSet;
use std::error::Error;
use std::io::{BufRead, Write};
use std::str::FromStr;

use base64::{engine::general_purpose::URL_SAFE_NO_PAD, Engine};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{decode, encode, Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde_json::{json, Map, Value};

type Answer = Result<Value, Box<dyn Error>>;

fn text<'a>(value: &'a Value, name: &str) -> Result<&'a str, Box<dyn Error>> {
    value[name]
        .as_str()
        .ok_or_else(|| format!("driver: {name} is missing").into())
}

fn signing_key(key: &Value, algorithm: &str) -> Result<EncodingKey, Box<dyn Error>> {
    if let Some(secret) = key["secret_b64u"].as_str() {
        return Ok(EncodingKey::from_secret(&URL_SAFE_NO_PAD.decode(secret)?));
    }
    let pem = text(key, "pem")?.as_bytes();
    Ok(match &algorithm[..2] {
        "ES" => EncodingKey::from_ec_pem(pem)?,
        "Ed" => EncodingKey::from_ed_pem(pem)?,
        _ => EncodingKey::from_rsa_pem(pem)?,
    })
}

fn verification_key(key: &Value, algorithm: &str) -> Result<DecodingKey, Box<dyn Error>> {
    if key["jwk"].is_object() {
        return Ok(DecodingKey::from_jwk(&serde_json::from_value::<Jwk>(
            key["jwk"].clone(),
        )?)?);
    }
    if let Some(secret) = key["secret_b64u"].as_str() {
        return Ok(DecodingKey::from_secret(&URL_SAFE_NO_PAD.decode(secret)?));
    }
    let pem = text(key, "pem")?.as_bytes();
    Ok(match &algorithm[..2] {
        "ES" => DecodingKey::from_ec_pem(pem)?,
        "Ed" => DecodingKey::from_ed_pem(pem)?,
        _ => DecodingKey::from_rsa_pem(pem)?,
    })
}

fn about() -> Answer {
    Ok(json!({
        "version": env!("PEER_VERSION"),
        "algorithms": ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
                       "ES256", "ES384", "EdDSA"],
        "curves": ["Ed25519"],
        "sign_forms": ["pem", "secret"],
        "verify_forms": ["jwk", "pem", "secret"],
        "clock": false,
    }))
}

fn sign(request: &Value) -> Answer {
    let algorithm = text(request, "alg")?;
    let mut members = request["header"].as_object().cloned().unwrap_or_default();
    members.insert("alg".into(), algorithm.into());
    let header: Header = serde_json::from_value(Value::Object(members))?;
    let token = encode(
        &header,
        &request["claims"],
        &signing_key(&request["key"], algorithm)?,
    )?;
    Ok(json!({ "token": token }))
}

fn strings(list: &Value) -> Vec<&str> {
    list.as_array()
        .map(|all| all.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default()
}

fn verify(request: &Value) -> Answer {
    let listed = strings(&request["algs"]);
    let algorithms = listed
        .iter()
        .map(|name| Algorithm::from_str(name))
        .collect::<Result<Vec<_>, _>>()?;
    let mut validation = Validation::new(algorithms[0]);
    validation.algorithms = algorithms;
    validation.leeway = 0;
    validation.validate_nbf = true;
    validation.validate_aud = request["aud"].is_string() || request["any_aud"] == false;
    validation.required_spec_claims = strings(&request["require"])
        .into_iter()
        .map(String::from)
        .collect::<HashSet<_>>();
    if let Some(issuer) = request["iss"].as_str() {
        validation.set_issuer(&[issuer]);
    }
    if let Some(audience) = request["aud"].as_str() {
        validation.set_audience(&[audience]);
    }
    let key = verification_key(&request["key"], listed[0])?;
    let token = decode::<Map<String, Value>>(text(request, "token")?, &key, &validation)?;
    Ok(json!({ "claims": token.claims }))
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let request: Value = serde_json::from_str(&line?)?;
        let answered = match request["op"].as_str() {
            Some("about") => about(),
            Some("sign") => sign(&request),
            _ => verify(&request),
        };
        let mut answer =
            answered.unwrap_or_else(|error| json!({ "ok": false, "error": error.to_string() }));
        answer["id"] = request["id"].clone();
        if answer.get("ok").is_none() {
            answer["ok"] = true.into();
        }
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
    Ok(())
}
