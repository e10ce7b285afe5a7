//! What the WASM runtime may call in the node.

/// Host functions beyond Substrate's own. Empty for now: the cryptographic ones (proof and signature
/// verification, hashing) are added here, and only here.
///
/// This tuple goes, alone or inside [`HostFunctions`], to the executor, to the chain spec (whose
/// genesis state is built in WASM too) and to any benchmark command. A runtime that imports a function
/// which one of them lacks would fail there alone.
pub type ShojiHostFunctions = ();

/// Everything the runtime may call.
pub type HostFunctions = (sp_io::SubstrateHostFunctions, ShojiHostFunctions);

/// Executes the runtime.
pub type RuntimeExecutor = sc_executor::WasmExecutor<HostFunctions>;
