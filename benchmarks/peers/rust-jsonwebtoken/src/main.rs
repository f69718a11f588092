//! jsonwebtoken, the crate: the full check of the eight-claim token, and its making, keys loaded. Usage: bench KEYS;
//! for each line read, lines of case, subject and CPU nanoseconds of the process, and a full stop.

use std::error::Error;
use std::io::{BufRead, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use jsonwebtoken::{decode, encode, Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

const SUBJECT: &str = "jsonwebtoken (Rust) 11.1.0";
const ISSUER: &str = "https://id.example.com";
const AUDIENCE: &str = "https://api.example.com";
const UUID: &str = "5b9d1bf4-6c0f-4a9e-8f51-5a9bd3f4c001";
const SLICE: u64 = 10_000_000; // nanoseconds

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    exp: u64,
    nbf: u64,
    iat: u64,
    jti: String,
    scope: String,
}

struct Job {
    name: String,
    once: Box<dyn Fn() -> Result<(), Box<dyn Error>>>,
}

fn claims(now: u64) -> Claims {
    Claims {
        iss: ISSUER.into(),
        sub: UUID.into(),
        aud: AUDIENCE.into(),
        exp: now + 86_400,
        nbf: now,
        iat: now,
        jti: UUID.into(),
        scope: "posts:read posts:write".into(),
    }
}

fn keys(algorithm: Algorithm, folder: &str) -> Result<(EncodingKey, DecodingKey), Box<dyn Error>> {
    let pem = |name: &str| std::fs::read(format!("{folder}/{name}.pem"));
    Ok(match algorithm {
        Algorithm::HS256 => {
            let secret = [b'k'; 32];
            (
                EncodingKey::from_secret(&secret),
                DecodingKey::from_secret(&secret),
            )
        }
        Algorithm::ES256 => (
            EncodingKey::from_ec_pem(&pem("ec.private")?)?,
            DecodingKey::from_ec_pem(&pem("ec.public")?)?,
        ),
        Algorithm::EdDSA => (
            EncodingKey::from_ed_pem(&pem("ed25519.private")?)?,
            DecodingKey::from_ed_pem(&pem("ed25519.public")?)?,
        ),
        _ => (
            EncodingKey::from_rsa_pem(&pem("rsa.private")?)?,
            DecodingKey::from_rsa_pem(&pem("rsa.public")?)?,
        ),
    })
}

fn jobs(algorithm: Algorithm, folder: &str) -> Result<[Job; 2], Box<dyn Error>> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let (private, public) = keys(algorithm, folder)?;
    let header = Header::new(algorithm);
    let token = encode(&header, &claims(now), &private)?;
    let mut validation = Validation::new(algorithm);
    validation.validate_nbf = true;
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud"]);
    let name = format!("{algorithm:?}").to_lowercase();
    let verify = move || {
        let read = decode::<Claims>(&token, &public, &validation)?;
        if read.claims.sub.len() == UUID.len() {
            Ok(())
        } else {
            Err("a claim differs".into())
        }
    };
    let sign = move || {
        let token = encode(&header, &claims(now), &private)?;
        if token.len() > UUID.len() {
            Ok(())
        } else {
            Err("no token was made".into())
        }
    };
    Ok([
        Job {
            name: format!("{name}_verify"),
            once: Box::new(verify),
        },
        Job {
            name: format!("{name}_sign"),
            once: Box::new(sign),
        },
    ])
}

fn spent() -> u64 {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: clock_gettime writes the one struct that it is given.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

fn timed(job: &Job) -> Result<f64, Box<dyn Error>> {
    let (begun, mut calls) = (spent(), 0);
    while spent() - begun < SLICE {
        for _ in 0..16 {
            (job.once)()?;
        }
        calls += 16;
    }
    Ok((spent() - begun) as f64 / calls as f64)
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: bench KEYS")?;
    let mut all = Vec::new();
    for algorithm in [
        Algorithm::HS256,
        Algorithm::RS256,
        Algorithm::PS256,
        Algorithm::ES256,
        Algorithm::EdDSA,
    ] {
        all.extend(jobs(algorithm, &folder)?);
    }
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        line?;
        for job in &all {
            writeln!(output, "{}\t{SUBJECT}\t{:.1}", job.name, timed(job)?)?;
        }
        writeln!(output, ".")?;
        output.flush()?;
    }
    Ok(())
}
