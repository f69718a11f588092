//! Tells the driver which version of the peer cargo resolved: the one that Cargo.toml pins.

fn main() {
    let manifest = std::fs::read_to_string("Cargo.toml").expect("Cargo.toml is beside build.rs");
    let line = manifest
        .lines()
        .find(|line| line.starts_with("jsonwebtoken"))
        .expect("it names the peer");
    let version = line
        .split('=')
        .nth(3)
        .and_then(|rest| rest.split('"').next())
        .expect("and pins it");
    println!("cargo:rustc-env=PEER_VERSION={version}");
    println!("cargo:rerun-if-changed=Cargo.toml");
}
