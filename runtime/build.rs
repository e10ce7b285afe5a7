//! Builds the WASM runtime that the native crate embeds.

#[cfg(feature = "std")]
fn main() {
    // The target directory may lie outside the workspace (a shared cache, say), where the builder's
    // walk upwards from it would not find `Cargo.lock`.
    const HINT: &str = "WASM_BUILD_WORKSPACE_HINT";
    if std::env::var_os(HINT).is_none() {
        let manifest_dir = std::env::var("CARGO_MANIFEST_DIR")
            .expect("cargo sets CARGO_MANIFEST_DIR for build scripts; qed");
        let workspace = std::path::Path::new(&manifest_dir)
            .parent()
            .expect("the runtime is a folder of the workspace; qed")
            .to_path_buf();
        std::env::set_var(HINT, workspace);
    }
    println!("cargo:rerun-if-env-changed={HINT}");

    // Flags from the environment come after ours, so they could switch the checks off again. An
    // unchecked runtime must not be built by accident: refuse.
    const FLAGS: &str = "WASM_BUILD_RUSTFLAGS";
    println!("cargo:rerun-if-env-changed={FLAGS}");
    if std::env::var(FLAGS).is_ok_and(|flags| flags.contains("overflow-checks")) {
        panic!("{FLAGS} must not set overflow-checks: the runtime decides (runtime/build.rs)");
    }

    substrate_wasm_builder::WasmBuilder::init_with_defaults()
        // The WASM build ignores the workspace's profile, and release builds wrap silently. In
        // consensus code a wrapped sum is stolen money, a panic only an invalid block.
        .append_to_rust_flags("-Coverflow-checks=on")
        .build();
}

#[cfg(not(feature = "std"))]
fn main() {}
