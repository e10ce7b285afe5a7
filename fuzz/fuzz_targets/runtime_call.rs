#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| shoji_fuzz::runtime_call(data));
