//! The node's engine: the compiled runtime in wasmtime, on a state in memory.

use sc_executor::WasmExecutor;
use sc_service::config::ExecutorConfiguration;
use sp_core::{
    storage::StateVersion,
    traits::{CallContext, RuntimeCode, WrappedRuntimeCode},
};
use sp_runtime::traits::BlakeTwo256;
use sp_state_machine::{Backend, InMemoryBackend, OverlayedChanges, StateMachine};
use std::time::{Duration, Instant};

/// What the node gives the runtime to call (node/src/executor.rs): Substrate's own functions, no
/// cryptographic ones beside them.
type HostFunctions = (sp_io::SubstrateHostFunctions, ());

/// The version of the state's format that the runtime names (`system_version` 1).
const STATE_VERSION: StateVersion = StateVersion::V1;

/// Changes of a block under construction, on top of a [`State`].
pub type Changes = OverlayedChanges<BlakeTwo256>;

/// The state of a block, in memory. What a database adds to a read or a write is not measured: the
/// weights count accesses and price them with the runtime's database weights.
#[derive(Clone)]
pub struct State(InMemoryBackend<BlakeTwo256>);

impl State {
    /// The genesis state of a preset of the compiled runtime.
    pub fn genesis(code: &[u8], preset: &str) -> Result<Self, String> {
        let builder = sc_chain_spec::GenesisConfigBuilderRuntimeCaller::<()>::new(code);
        let mut storage = builder
            .get_storage_for_named_preset(Some(&preset.into()))
            .map_err(|error| format!("the genesis state '{preset}' does not build: {error}"))?;
        storage.top.insert(sp_core::storage::well_known_keys::CODE.to_vec(), code.to_vec());
        Ok(Self((storage, STATE_VERSION).into()))
    }

    /// A value.
    pub fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, String> {
        self.0.storage(key).map_err(|error| format!("the state cannot be read: {error}"))
    }

    /// Sets a value past the runtime.
    pub fn set(&mut self, key: &[u8], value: Vec<u8>) {
        self.0.insert([(None, vec![(key.to_vec(), Some(value))])], STATE_VERSION);
    }

    /// Applies the changes of a finished block.
    pub fn commit(&mut self, mut changes: Changes) -> Result<(), String> {
        let changes = changes
            .drain_storage_changes(&self.0, STATE_VERSION)
            .map_err(|error| format!("a block's changes cannot be applied: {error}"))?;
        self.0.apply_transaction(changes.transaction_storage_root, changes.transaction);
        Ok(())
    }
}

/// The compiled runtime and what executes it.
pub struct Engine {
    executor: WasmExecutor<HostFunctions>,
    code: &'static [u8],
    hash: Vec<u8>,
}

impl Engine {
    /// The runtime that this binary embeds, in the executor that a node with default options makes.
    pub fn new() -> Result<Self, String> {
        let code = shoji_runtime::WASM_BINARY
            .ok_or("this binary was built without the WASM runtime; unset SKIP_WASM_BUILD")?;
        let executor = sc_service::new_wasm_executor(&ExecutorConfiguration::default());
        Ok(Self { executor, code, hash: sp_io::hashing::blake2_256(code).to_vec() })
    }

    /// The runtime's code.
    pub fn code(&self) -> &'static [u8] {
        self.code
    }

    /// Calls an entry point of the runtime. Returns its answer and the time it took.
    pub fn call(
        &self,
        state: &State,
        changes: &mut Changes,
        context: CallContext,
        method: &str,
        argument: &[u8],
    ) -> Result<(Vec<u8>, Duration), String> {
        let code = RuntimeCode {
            code_fetcher: &WrappedRuntimeCode(self.code.into()),
            heap_pages: None,
            hash: self.hash.clone(),
        };
        let mut extensions = Default::default();
        let mut machine = StateMachine::new(
            &state.0,
            changes,
            &self.executor,
            method,
            argument,
            &mut extensions,
            &code,
            context,
        );
        let start = Instant::now();
        let answer = machine.execute();
        let time = start.elapsed();
        Ok((answer.map_err(|error| format!("{method} failed: {error}"))?, time))
    }
}
