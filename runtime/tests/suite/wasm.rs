//! The compiled runtime.

use codec::{Decode, Encode};
use frame_support::storage::storage_prefix;
use sc_executor::{error::Error, WasmExecutor};
use shoji_runtime::{
    BlockNumber, Hash, RuntimeCall, UncheckedExtrinsic, VERSION, WASM_BINARY, WASM_BINARY_BLOATY,
};
use sp_core::traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode};
use sp_runtime::transaction_validity::TransactionSource;
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

/// Calls `method` of the compiled runtime on `state`.
fn call(
    mut state: BasicExternalities,
    method: &str,
    argument: &impl Encode,
) -> Result<Vec<u8>, Error> {
    let code = WASM_BINARY.expect("the tests are built with the WASM runtime");
    let executor = WasmExecutor::<sp_io::SubstrateHostFunctions>::builder().build();
    let runtime = RuntimeCode {
        code_fetcher: &WrappedRuntimeCode(code.into()),
        heap_pages: None,
        hash: sp_io::hashing::blake2_256(code).to_vec(),
    };
    executor.call(&mut state, &runtime, method, &argument.encode(), CallContext::Offchain).0
}

/// Asks the compiled runtime whether a remark could be included in the block after block `number`.
fn validate_after(number: BlockNumber) -> Result<Vec<u8>, Error> {
    let mut state = BasicExternalities::new_empty();
    state.insert(storage_prefix(b"System", b"Number").to_vec(), number.encode());
    let remark: RuntimeCall = frame_system::Call::remark { remark: Vec::new() }.into();
    let extrinsic = UncheckedExtrinsic::new_bare(remark);
    let argument = (TransactionSource::External, extrinsic, Hash::default());
    call(state, "TaggedTransactionQueue_validate_transaction", &argument)
}

#[test]
fn the_wasm_says_the_version_of_the_source() {
    let version =
        call(BasicExternalities::new_empty(), "Core_version", &()).expect("the runtime runs");
    assert_eq!(sp_version::RuntimeVersion::decode(&mut &version[..]).expect("a version"), VERSION);
}

#[test]
fn arithmetic_overflow_in_the_wasm_is_a_panic_and_not_a_wrap() {
    log::set_logger(&Collect).expect("this test binary sets no other logger");
    log::set_max_level(log::LevelFilter::Error);

    // A transaction is validated for the next block, `number + 1`. With wrapping arithmetic that would be
    // block 0 here.
    validate_after(BlockNumber::MAX - 1).expect("there is a next block, whatever the answer");
    let error = validate_after(BlockNumber::MAX).expect_err("there is no next block");
    assert!(matches!(error, Error::AbortedDueToTrap(_) | Error::AbortedDueToPanic(_)), "{error}");
    let log = LOG.lock().expect("no panic under the lock").join("\n");
    assert!(
        format!("{log}{error}").contains("attempt to add with overflow"),
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
