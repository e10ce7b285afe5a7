//! The compiled runtime.

use codec::{Decode, Encode};
use sc_executor::{error::Error, WasmExecutor};
use shoji_runtime::{Header, VERSION, WASM_BINARY, WASM_BINARY_BLOATY};
use sp_core::traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode};
use sp_state_machine::BasicExternalities;
use std::sync::Mutex;

/// What the runtime logged. It reports a panic through the log before it traps.
static LOG: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Collect;

impl log::Log for Collect {
    fn enabled(&self, _: &log::Metadata) -> bool {
        true
    }

    fn log(&self, record: &log::Record) {
        if record.level() == log::Level::Error {
            LOG.lock().expect("no panic under the lock").push(record.args().to_string());
        }
    }

    fn flush(&self) {}
}

/// Calls `method` of the compiled runtime on an empty state.
fn call(method: &str, argument: &impl Encode) -> Result<Vec<u8>, Error> {
    let code = WASM_BINARY.expect("the tests are built with the WASM runtime");
    let executor = WasmExecutor::<sp_io::SubstrateHostFunctions>::builder().build();
    let runtime = RuntimeCode {
        code_fetcher: &WrappedRuntimeCode(code.into()),
        heap_pages: None,
        hash: sp_io::hashing::blake2_256(code).to_vec(),
    };
    let mut state = BasicExternalities::new_empty();
    executor.call(&mut state, &runtime, method, &argument.encode(), CallContext::Offchain).0
}

fn header(number: u32) -> Header {
    Header {
        number,
        parent_hash: Default::default(),
        state_root: Default::default(),
        extrinsics_root: Default::default(),
        digest: Default::default(),
    }
}

#[test]
fn the_wasm_says_the_version_of_the_source() {
    let version = call("Core_version", &()).expect("the runtime runs");
    assert_eq!(sp_version::RuntimeVersion::decode(&mut &version[..]).expect("a version"), VERSION);
}

#[test]
fn arithmetic_overflow_in_the_wasm_is_a_panic_and_not_a_wrap() {
    log::set_logger(&Collect).expect("this test binary sets no other logger");
    log::set_max_level(log::LevelFilter::Error);

    // The system pallet files the parent's hash under `number - 1`. With wrapping arithmetic, block 0
    // would be initialized like any other.
    call("Core_initialize_block", &header(1)).expect("block 1 can be initialized");
    assert!(LOG.lock().expect("no panic under the lock").is_empty());
    let error = call("Core_initialize_block", &header(0)).expect_err("block 0 has no parent");
    assert!(matches!(error, Error::AbortedDueToTrap(_) | Error::AbortedDueToPanic(_)), "{error}");
    let log = LOG.lock().expect("no panic under the lock").join("\n");
    assert!(
        format!("{log}{error}").contains("attempt to subtract with overflow"),
        "another panic than expected: {log} {error}"
    );
}

#[test]
fn the_wasm_contains_the_overflow_panics_of_every_operation() {
    let blob = WASM_BINARY_BLOATY.expect("the tests are built with the WASM runtime");
    for operation in ["add", "subtract", "multiply"] {
        let message = format!("attempt to {operation} with overflow");
        assert!(
            blob.windows(message.len()).any(|window| window == message.as_bytes()),
            "no '{message}' in the runtime"
        );
    }
}
