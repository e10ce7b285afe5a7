//! Tests of the runtime as a whole: genesis, timing, limits, fees, session keys, the call filter, and
//! the compiled WASM.

mod assets;
mod call_filter;
mod extrinsics;
mod genesis;
mod limits;
mod session;
mod support;
mod timing;
mod view_keys;
mod wasm;
